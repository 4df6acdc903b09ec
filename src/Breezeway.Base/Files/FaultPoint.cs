using System.Globalization;

namespace Breezeway.Base.Files;

/// <summary>
/// The hook of the crash tests: with BREEZEWAY_KILL_AT=N in the environment the process kills itself (SIGKILL) right before its N-th effect on
/// the file system, with BREEZEWAY_KILL_AFTER=N right after it. BREEZEWAY_KILL_MATCH=TEXT counts only effects whose "operation path" holds the text.
/// </summary>
public static class FaultPoint
{
    static readonly int s_before = Number("BREEZEWAY_KILL_AT"), s_after = Number("BREEZEWAY_KILL_AFTER");
    static readonly string? s_match = s_before + s_after > 0 ? Environment.GetEnvironmentVariable("BREEZEWAY_KILL_MATCH") : null;
    static int s_count;

    static int Number(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : 0;

    static bool Counts(string operation, string path) => s_match is null || $"{operation} {path}".Contains(s_match, StringComparison.Ordinal);

    internal static void Before(string operation, string path)
    {
        if (s_before != 0 && Counts(operation, path) && Interlocked.Increment(ref s_count) == s_before) Die();
    }

    internal static void After(string operation, string path)
    {
        if (s_after != 0 && Counts(operation, path) && Interlocked.Increment(ref s_count) == s_after) Die();
    }

    /// <summary>A point of interest that is no system call of its own ("commit index-written" ...).</summary>
    public static void Named(string name) { Before("point", name); After("point", name); }

    static void Die() { _ = Native.Kill(Native.GetPid(), 9); Thread.Sleep(Timeout.Infinite); }
}
