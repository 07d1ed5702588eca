Option Explicit

' Starts Python. What it starts stands in this file's own sheet and nowhere else; the name of the
' workbook travels outside the command line, so no sign in it can mean anything to a shell.

Public Sub StartPython(ByVal command As String, ByVal book As String)
    Application.StatusBar = "Relaybook: " & command
    #If Mac Then
        StartOnMac command, book
    #Else
        StartOnWindows command, book
    #End If
End Sub

#If Mac Then
' Excel cannot be spoken to while a macro runs: Python starts on its own and this ends.
Private Sub StartOnMac(ByVal command As String, ByVal book As String)
    Dim parameter As String
    On Error GoTo Failed
    parameter = Setting("INTERPRETER") & vbLf & Setting("FLAGS") & vbLf & Setting("LANGUAGE")
    parameter = parameter & vbLf & command & vbLf & book
    AppleScriptTask "relaybook.applescript", "RelaybookRun", parameter
    Exit Sub
Failed:
    NotStarted Err.Description
End Sub
#Else
Private Sub StartOnWindows(ByVal command As String, ByVal book As String)
    Dim shell As Object
    Dim code As Long
    On Error GoTo Failed
    Set shell = CreateObject("WScript.Shell")
    shell.Environment("PROCESS")("RELAYBOOK_WORKBOOK") = book
    code = shell.Run(CommandLine(command, Application.Hwnd), 0, True)
    On Error GoTo 0
    Application.StatusBar = False
    If code <> 0 Then MsgBox Setting("FAILED") & " (" & code & ")", vbExclamation, "Relaybook"
    Exit Sub
Failed:
    NotStarted Err.Description
End Sub
#End If

Private Sub NotStarted(ByVal reason As String)
    Application.StatusBar = False
    MsgBox Setting("NOT_STARTED") & vbCrLf & vbCrLf & reason, vbExclamation, "Relaybook"
End Sub

' The command line on Windows. No part of it comes from a workbook.
Public Function CommandLine(ByVal command As String, ByVal window As Variant) As String
    CommandLine = Quoted(Setting("INTERPRETER")) & " " & Setting("FLAGS") & " -m macros.addin.entry " & command
    CommandLine = CommandLine & " --hwnd=" & CStr(window) & " --lang=" & Setting("LANGUAGE")
End Function

' A path cannot hold a quotation mark on Windows.
Public Function Quoted(ByVal path As String) As String
    Quoted = Chr$(34) & Replace(path, Chr$(34), "") & Chr$(34)
End Function

' xlwings runs this when Python ends on macOS.
Public Sub CleanUp()
    Application.StatusBar = False
    Application.ScreenUpdating = True
End Sub
