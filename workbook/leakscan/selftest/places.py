"""PLACES: where a value can survive in a workbook, as a threat model lists them, one by one."""

from __future__ import annotations

from typing import NamedTuple

from validation.messages import Text


class Place(NamedTuple):
    """One hiding place; `key` names its canary in the parts."""

    key: str
    group: str
    name: Text


def _places(group: str, *rows: tuple[str, str, str]) -> tuple[Place, ...]:
    return tuple(Place(key, group, Text(zh, en)) for key, zh, en in rows)


PLACES: tuple[Place, ...] = (
    *_places(
        "cells",
        ("visible", "可见单元格", "visible cell"),
        ("formula", "公式中的文字", "literal in a formula"),
        ("cached", "公式的缓存结果", "cached result of a formula"),
        ("repeated", "备注中重复的值", "free text that repeats the value"),
        ("hidden_row", "隐藏行", "hidden row"),
        ("hidden_column", "隐藏列", "hidden column"),
        ("white", "远处的白色文字", "white text far away"),
        ("runs", "分段格式的文字", "rich text split over runs"),
        ("phonetic", "拼音标注", "phonetic text"),
        ("orphan", "没有单元格使用的共享文字", "orphan shared string"),
        ("number_format", "数字格式中的文字", "literal in a number format"),
        ("link", "超链接地址", "target of a link"),
        ("tooltip", "超链接提示", "tooltip of a link"),
    ),
    *_places(
        "sheets",
        ("hidden_sheet", "隐藏工作表", "hidden sheet"),
        ("very_hidden", "深度隐藏工作表", "very hidden sheet"),
        ("sheet_name", "工作表名", "name of a sheet"),
        ("code_name", "工作表代码名", "code name of a sheet"),
        ("comment", "批注文字", "comment"),
        ("comment_author", "批注作者", "author of a comment"),
        ("vml", "批注的旧式图形", "legacy drawing of a comment"),
        ("thread", "会话批注", "threaded comment"),
        ("person", "会话批注的人员", "person of a threaded comment"),
        ("list", "下拉列表", "list of a data validation"),
        ("prompt", "输入提示", "prompt of a data validation"),
        ("error", "出错提示", "error message of a data validation"),
        ("condition", "条件格式的公式", "formula of a conditional format"),
        ("criterion", "筛选条件", "criterion of a filter"),
        ("scenario", "方案", "scenario"),
        ("header", "页眉", "page header"),
        ("footer", "页脚", "page footer"),
        ("extension", "扩展数据", "extension list"),
    ),
    *_places(
        "objects",
        ("table", "表格名", "name of a table"),
        ("table_column", "表格列名", "column of a table"),
        ("chart_title", "图表标题", "title of a chart"),
        ("series", "图表的缓存数据", "cached series of a chart"),
        ("name", "定义的名称", "defined name"),
        ("name_value", "名称的内容", "content of a defined name"),
        ("style", "单元格样式名", "named cell style"),
        ("refreshed_by", "透视缓存的刷新人", "who refreshed a pivot cache"),
        ("pivot_field", "透视缓存的字段", "field of a pivot cache"),
        ("pivot_item", "透视缓存的项", "shared item of a pivot cache"),
        ("pivot_record", "透视缓存的记录", "record of a pivot cache"),
        ("external_path", "外部链接的路径", "path of an external link"),
        ("external_sheet", "外部链接的表名", "sheet of an external link"),
        ("external_value", "外部链接的缓存值", "cached value of an external link"),
        ("connection", "数据连接名", "name of a connection"),
        ("connection_string", "数据连接的密码串", "string of a connection"),
        ("data_model", "数据模型", "data model"),
    ),
    *_places(
        "package",
        ("creator", "创建人", "creator"),
        ("modified_by", "最后修改人", "last modified by"),
        ("title", "标题", "title"),
        ("keywords", "关键词", "keywords"),
        ("description", "备注", "description"),
        ("category", "类别", "category"),
        ("company", "公司属性", "company"),
        ("manager", "经理属性", "manager"),
        ("property", "自定义属性名", "name of a custom property"),
        ("property_value", "自定义属性值", "value of a custom property"),
        ("custom_xml", "自定义 XML", "custom XML"),
        ("label", "敏感度标签信息", "label information"),
        ("path", "文件的绝对路径", "absolute path of the file"),
        ("printer", "打印机设置", "printer settings"),
        ("revision", "修订记录的用户名", "user of the revision log"),
        ("thumbnail", "缩略图", "thumbnail"),
        ("embedded", "嵌入的工作簿", "embedded workbook"),
        ("media", "媒体文件名", "name of a media file"),
        ("zip_comment", "压缩包注释", "comment of the package"),
        ("entry_comment", "压缩条目注释", "comment of an entry"),
    ),
)
