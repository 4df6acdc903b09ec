using System.Globalization;
using Breezeway.Base.Files;

namespace Breezeway.Testing;

/// <summary>
/// Kills at a chosen system call. strace can do it to any program, counting each thread's calls by themselves; our own executable
/// can do it too, counting all effects on the file system in one row, and far faster.
/// </summary>
public static class Trace
{
    /// <summary>The calls by which a repository changes.</summary>
    public const string Effects = "rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,symlinkat,symlink,write,pwrite64,fsync,ftruncate";

    /// <summary>Put before a command: kills the process (-9) at the n-th of these calls that a thread makes, before it has its effect.</summary>
    public static string[] KillAt(string calls, int n)
    {
        Machine.NeedTool("strace");
        string when = n.ToString(CultureInfo.InvariantCulture);
        return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", $"trace={calls}", "-e", $"inject={calls}:signal=SIGKILL:when={when}"];
    }

    /// <summary>Put before a command: these calls fail with the error (such as ENOSPC) from the n-th that a thread makes on.</summary>
    public static string[] FailFrom(string calls, string error, int n)
    {
        Machine.NeedTool("strace");
        string when = n.ToString(CultureInfo.InvariantCulture);
        return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", $"trace={calls}", "-e", $"inject={calls}:error={error}:when={when}+"];
    }

    /// <summary>Put before a command: one line a call goes to the file.</summary>
    public static string[] Record(string calls, string file)
    {
        Machine.NeedTool("strace");
        return ["strace", "-f", "-qq", "-o", file, "-e", $"trace={calls}"];
    }

    /// <summary>How many calls a recording has: those that ended are not counted a second time.</summary>
    public static int Count(string file) =>
        Fs.ReadText(file).Split('\n').Count(l => l.Contains('(', StringComparison.Ordinal) && !l.Contains("resumed>", StringComparison.Ordinal));

    /// <summary>Variables under which our executable kills itself right before (or after) its n-th effect on the file system; only those count
    /// whose "operation path" holds the match.</summary>
    public static (string Name, string? Value)[] KillOurs(int n, bool after = false, string? match = null) =>
        [(after ? "BREEZEWAY_KILL_AFTER" : "BREEZEWAY_KILL_AT", n.ToString(CultureInfo.InvariantCulture)), ("BREEZEWAY_KILL_MATCH", match)];
}
