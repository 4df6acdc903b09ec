using System.Globalization;
using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Annex;

/// <summary>Who runs as a repository's daemon (assistant.md 1): the process that holds annex/daemon.pid locked. Never ask it of a repository whose daemon this process is.</summary>
public static class DaemonPid
{
    public static string PathOf(AnnexRepository repository) => $"{repository.AnnexDirectory}/daemon.pid";

    /// <summary>Names the running daemon as one of ours: it holds our pid.</summary>
    static string OursPath(AnnexRepository repository) => $"{repository.AnnexDirectory}/breezeway/daemon";

    /// <summary>The pid of the running daemon, ours or the reference's; null when none runs.</summary>
    public static int? Running(AnnexRepository repository)
    {
        string path = PathOf(repository);
        if (Read(path) is not { } pid) return null;
        return RecordLock.HolderOf(path) == 0 ? null : pid;
    }

    /// <summary>The running daemon is ours: it fills its work tree and merges by itself.</summary>
    public static bool IsOurs(AnnexRepository repository) => Running(repository) is { } pid && Read(OursPath(repository)) == pid;

    /// <summary>Says so, from within the daemon.</summary>
    public static void SayOurs(AnnexRepository repository)
    {
        Fs.MakeDirectories(Fs.Parent(OursPath(repository)));
        Fs.WriteAtomic(OursPath(repository), ByteText.Bytes(Fs.ProcessId.ToString(CultureInfo.InvariantCulture)));
    }

    static int? Read(string path) => Fs.TryReadText(path) is { } t && int.TryParse(t.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : null;
}
