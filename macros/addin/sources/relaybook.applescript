-- relaybook.applescript/1
-- Started by the add-in (AppleScriptTask). The parameter has five lines: the interpreter, its
-- flags, the language, the command, and the name of the workbook, which may hold anything, line
-- breaks too.
on RelaybookRun(parameter)
	set told to paragraphs of parameter
	set interpreter to item 1 of told
	set flags to item 2 of told
	set spoken to item 3 of told
	set command to item 4 of told
	set AppleScript's text item delimiters to linefeed
	set book to (items 5 thru -1 of told) as text
	set AppleScript's text item delimiters to ""
	if flags is not "-I -B" and flags is not "-E -P -B" then error "Relaybook: unknown flags"
	if spoken is not "zh" then set spoken to "en"
	set environment to "RELAYBOOK_WORKBOOK=" & quoted form of book
	set python to quoted form of interpreter & " " & flags & " -m macros.addin.entry " & quoted form of command & " --lang=" & spoken
	do shell script environment & " " & python & " > /dev/null 2>&1 &"
	return "started"
end RelaybookRun
