using System.Globalization;
using System.Text;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Base.Text;

namespace Breezeway.Assistant.Daemon;

/// <summary>
/// annex/daemon.log (assistant.md 1): all that the daemon and its children say, with the time of each line. What earlier runs said is in daemon.log.1 (the last) to daemon.log.9. Thread-safe; a log that cannot be
/// written (a full disk) stops nothing.
/// </summary>
public sealed class DaemonLog : IAssistantLog, IDisposable
{
    const int Kept = 9;

    /// <summary>Bytes of all logs together above which the hourly check starts a new one.</summary>
    public const long Big = 2_000_000;

    readonly string _path;
    readonly TimeProvider _time;
    readonly Lock _lock = new();
    FileHandle _file;
    bool _takesOutput;

    DaemonLog(string path, TimeProvider time, FileHandle file) { _path = path; _time = time; _file = file; }

    /// <summary>Tell also what <see cref="Debug"/> is given.</summary>
    public bool WithDebug { get; set; }

    /// <summary>Starts a new log; the one that is there becomes the first of the old ones.</summary>
    public static DaemonLog Start(string annexDirectory, TimeProvider time)
    {
        string path = $"{annexDirectory}/daemon.log";
        if (Fs.LStat(path) is { Size: > 0 }) Shift(path);
        return new DaemonLog(path, time, Open(path));
    }

    static FileHandle Open(string path) => FileHandle.Open(path, OpenMode.Write | OpenMode.Create | OpenMode.Append);

    static void Shift(string path)
    {
        string Old(int n) => n == 0 ? path : string.Create(CultureInfo.InvariantCulture, $"{path}.{n}");
        for (int n = Kept - 1; n >= 0; n--) if (Fs.Exists(Old(n))) Fs.Rename(Old(n), Old(n + 1));
    }

    /// <summary>Also stdout and stderr of this process and its children go here from now on.</summary>
    public void TakeOutput()
    {
        lock (_lock)
        {
            _takesOutput = true;
            StandardStreams.SendOutputTo(_file);
        }
    }

    /// <summary>The hourly check.</summary>
    public void RotateIfBig()
    {
        lock (_lock)
        {
            long size = Enumerable.Range(0, Kept + 1).Sum(n => Fs.LStat(n == 0 ? _path : string.Create(CultureInfo.InvariantCulture, $"{_path}.{n}"))?.Size ?? 0);
            if (size <= Big || Fs.LStat(_path) is not { Size: > 0 }) return;
            Shift(_path);
            var old = _file;
            _file = Open(_path);
            if (_takesOutput) StandardStreams.SendOutputTo(_file);
            old.Dispose();
        }
    }

    public void Say(string line) => Write(line);

    public void Debug(string part, string line) { if (WithDebug) Write($"({part}) {line}"); }

    void Write(string line)
    {
        string time = _time.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        byte[] bytes = ByteText.Bytes($"[{time}] {OnOneLine(line)}\n");
        lock (_lock)
            try { _file.Write(bytes); }
            catch (FileError) { /* a full disk: there is nobody to tell */ }
    }

    /// <summary>File names may hold anything, but a line stays one line: control characters as <c>\n</c> or <c>\033</c>.</summary>
    internal static string OnOneLine(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1f')) return text;
        var b = new StringBuilder(text.Length + 8);
        foreach (char c in text)
            _ = c switch
            {
                '\n' => b.Append("\\n"), '\t' => b.Append("\\t"), '\r' => b.Append("\\r"),
                < ' ' => b.Append('\\').Append((char)('0' + (c >> 6))).Append((char)('0' + ((c >> 3) & 7))).Append((char)('0' + (c & 7))),
                _ => b.Append(c),
            };
        return b.ToString();
    }

    public void Dispose() => _file.Dispose();
}
