using System.Globalization;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Annex;

/// <summary>Who runs as a repository's daemon (assistant.md 1): the process that holds annex/daemon.pid locked.</summary>
public static class DaemonPid
{
    public static string PathOf(AnnexRepository repository) => $"{repository.AnnexDirectory}/daemon.pid";

    /// <summary>Names the running daemon as one of ours: it holds our pid.</summary>
    static string OursPath(AnnexRepository repository) => $"{repository.AnnexDirectory}/breezeway/daemon";

    /// <summary>The file that this process itself holds: opening and closing it once more would drop the lock.</summary>
    static volatile string? s_held;

    /// <summary>The pid of the running daemon, ours or the reference's; null when none runs. Throws <see cref="UserError"/> when another process than the file names holds it.</summary>
    public static int? Running(AnnexRepository repository)
    {
        string path = PathOf(repository);
        if (path == s_held) return Fs.ProcessId;
        if (Read(path) is not { } pid) return null;
        return RecordLock.HolderOf(path) switch
        {
            0 => null,
            // -1: it is to be seen that somebody has it, but not who
            var holder when holder == pid || holder < 0 => pid,
            var holder => throw new UserError(string.Create(CultureInfo.InvariantCulture, $"stale pid in {path}: it names {pid}, but process {holder} has it locked (end that one)")),
        };
    }

    /// <summary>The running daemon is ours: it fills its work tree and merges by itself.</summary>
    public static bool IsOurs(AnnexRepository repository) => Running(repository) is { } pid && Read(OursPath(repository)) == pid;

    /// <summary>Told by the daemon itself once it has the lock, and until its end: it is one of ours.</summary>
    public static void Hold(AnnexRepository repository)
    {
        s_held = PathOf(repository);
        Fs.MakeDirectories(Fs.Parent(OursPath(repository)));
        Fs.WriteAtomic(OursPath(repository), ByteText.Bytes(Fs.ProcessId.ToString(CultureInfo.InvariantCulture)));
    }

    static int? Read(string path) => Fs.TryReadText(path) is { } t && int.TryParse(t.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : null;
}
