@echo off
setlocal EnableExtensions DisableDelayedExpansion
if not defined GAPUB_PYCACHE if defined LOCALAPPDATA set "GAPUB_PYCACHE=%LOCALAPPDATA%\gapub\python"
"%~dp0python\python.exe" -B -m gapub %*
exit /b %ERRORLEVEL%
