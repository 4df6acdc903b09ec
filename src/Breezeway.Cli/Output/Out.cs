using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Cli.Output;

/// <summary>Standard output and standard error as bytes. Output is buffered and flushed at line ends on a terminal, before stderr is written, and at exit.</summary>
public static class Out
{
    static readonly Lock s_lock = new();
    static readonly FileHandle s_out = new(1, "stdout"), s_err = new(2, "stderr");
    static readonly MemoryStream s_buffer = new();
    static bool s_broken;

    /// <summary>stdout is a terminal.</summary>
    public static bool IsTerminal { get; } = IsTty(1);
    public static bool ErrorIsTerminal { get; } = IsTty(2);

    static bool IsTty(int fd) => Fs.ReadLink($"/proc/self/fd/{fd}") is { } l && (l.StartsWith("/dev/pts/", StringComparison.Ordinal) || l.StartsWith("/dev/tty", StringComparison.Ordinal));

    [ThreadStatic] static List<(bool Error, string Text)>? t_captured;

    /// <summary>From now on what this thread writes, on either stream, is kept until <see cref="EndCapture"/>.</summary>
    public static void BeginCapture() => t_captured = [];

    /// <summary>What this thread wrote since <see cref="BeginCapture"/>; give it to <see cref="Replay"/>.</summary>
    public static IReadOnlyList<(bool Error, string Text)> EndCapture()
    {
        var all = t_captured ?? [];
        t_captured = null;
        return all;
    }

    /// <summary>Writes what was captured, in its order.</summary>
    public static void Replay(IReadOnlyList<(bool Error, string Text)> captured)
    {
        foreach (var (error, text) in captured) if (error) Error(text); else Write(text);
    }

    public static void Write(string text)
    {
        if (t_captured is { } kept) { kept.Add((false, text)); return; }
        lock (s_lock)
        {
            s_buffer.Write(ByteText.Bytes(text));
            if (s_buffer.Length > 32768 || (IsTerminal && (text.Contains('\n') || text.EndsWith(' ')))) Flush();
        }
    }

    public static void WriteBytes(ReadOnlySpan<byte> data)
    {
        lock (s_lock) { s_buffer.Write(data); if (s_buffer.Length > 32768) Flush(); }
    }

    public static void Line(string text) => Write(text + "\n");

    public static void Error(string line)
    {
        if (t_captured is { } kept) { kept.Add((true, line)); return; }
        lock (s_lock)
        {
            Flush();
            try { s_err.Write(ByteText.Bytes(line + "\n")); } catch (FileError) { /* nobody listens */ }
        }
    }

    /// <summary>Once the reader of stdout is gone nothing more is written; the exit code tells.</summary>
    public static bool IsBroken => s_broken;

    public static void Flush()
    {
        if (t_captured is not null) return;
        lock (s_lock)
        {
            if (s_buffer.Length == 0) return;
            try { if (!s_broken) s_out.Write(s_buffer.GetBuffer().AsSpan(0, (int)s_buffer.Length)); }
            catch (FileError) { s_broken = true; }
            s_buffer.SetLength(0);
        }
    }
}
