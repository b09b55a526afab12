@echo off
setlocal EnableExtensions DisableDelayedExpansion
"%~dp0python\python.exe" -B -m gapub %*
exit /b %ERRORLEVEL%
