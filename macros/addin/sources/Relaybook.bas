Option Explicit

' The ribbon ends here. Every button calls OnClick; the id of the button is the command.

Public Sub OnClick(control As IRibbonControl)
    RunCommand control.ID
End Sub

Public Sub RunCommand(ByVal command As String)
    Dim refusal As String
    refusal = Refused(command)
    If refusal = "" Then
        If ActiveWorkbook Is Nothing Then refusal = Setting("NO_BOOK")
    End If
    If refusal <> "" Then
        MsgBox refusal, vbExclamation, "Relaybook"
        Exit Sub
    End If
    StartPython command, ActiveWorkbook.Name
End Sub

' Why a command is not run; nothing when it may. It goes onto a command line, so it may hold
' nothing but a-z, 0-9 and _, and it has to be one of this add-in's own buttons.
Public Function Refused(ByVal command As String) As String
    Dim i As Long
    Refused = Setting("UNKNOWN")
    If Len(command) = 0 Or Len(command) > 40 Then Exit Function
    For i = 1 To Len(command)
        If InStr(1, "abcdefghijklmnopqrstuvwxyz0123456789_", Mid$(command, i, 1), vbBinaryCompare) = 0 Then Exit Function
    Next i
    If InStr(1, " " & Setting("COMMANDS") & " ", " " & command & " ", vbBinaryCompare) = 0 Then Exit Function
    Refused = ""
End Function

' A line of the sheet in this file. The open workbook is never asked: it may come from anybody.
Public Function Setting(ByVal key As String) As String
    Dim row As Long
    For row = 1 To 40
        If CStr(ThisWorkbook.Worksheets(1).Cells(row, 1).Value) = key Then
            Setting = CStr(ThisWorkbook.Worksheets(1).Cells(row, 2).Value)
            Exit Function
        End If
    Next row
End Function

' What a test asks for after loading the file: that the modules compile, run, and refuse.
Public Sub SelfTest()
    Dim answer As String
    answer = "ok " & Setting("VERSION")
    If Refused("undo") <> "" Then answer = "undo is refused"
    If Refused("undo & calc") = "" Then answer = "a strange command passes"
    If Refused("undoo") = "" Then answer = "an unknown command passes"
    ThisWorkbook.Worksheets(1).Range("D1").Value = answer
End Sub
