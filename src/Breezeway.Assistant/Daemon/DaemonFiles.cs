using System.Globalization;
using Breezeway.Annex;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Assistant.Daemon;

/// <summary>annex/daemon.pid: held by an fcntl lock for the daemon's life (assistant.md 1).</summary>
public sealed class DaemonFiles : IDisposable
{
    readonly RecordLock _pid;

    DaemonFiles(RecordLock pid) => _pid = pid;

    static string PidPath(AnnexRepository repository) => $"{repository.AnnexDirectory}/daemon.pid";

    /// <summary>The pid of the running daemon, ours or the reference's; null when none runs.</summary>
    public static int? RunningPid(AnnexRepository repository)
    {
        string path = PidPath(repository);
        if (Fs.TryReadText(path) is not { } text || !int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)) return null;
        int holder = RecordLock.HolderOf(path);
        return holder == 0 ? null : pid;
    }

    public static bool IsRunning(AnnexRepository repository) => RunningPid(repository) is not null;

    /// <summary>Becomes the daemon of the repository. Throws <see cref="UserError"/> when there is one already.</summary>
    public static DaemonFiles Take(AnnexRepository repository)
    {
        string path = PidPath(repository), fresh = path + ".new";
        repository.Permissions.MakeDirectories(repository.AnnexDirectory);
        if (RunningPid(repository) is not null) throw new UserError("Daemon is already running.");
        // POSIX lock: others read the holder's pid off it
        var held = RecordLock.TryTake(fresh, exclusive: true, posix: true) ?? throw new UserError("Daemon is already running.");
        if (RunningPid(repository) is not null) { held.Dispose(); throw new UserError("Daemon is already running."); }
        held.File.Truncate(0);
        held.File.WriteAt(ByteText.Bytes(Fs.ProcessId.ToString(CultureInfo.InvariantCulture)), 0);
        Fs.Rename(fresh, path);
        return new DaemonFiles(held);
    }

    public void Dispose() => _pid.Dispose();
}
