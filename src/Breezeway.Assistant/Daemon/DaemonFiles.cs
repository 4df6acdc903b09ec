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

    /// <summary>Becomes the daemon of the repository. Throws <see cref="UserError"/> when there is one already.</summary>
    public static DaemonFiles Take(AnnexRepository repository)
    {
        string path = DaemonPid.PathOf(repository), fresh = path + ".new";
        repository.Permissions.MakeDirectories(repository.AnnexDirectory);
        if (DaemonPid.Running(repository) is not null) throw new UserError("Daemon is already running.");
        // POSIX lock: others read the holder's pid off it. Whoever else starts now either finds this one locked, or the renamed one
        var held = RecordLock.TryTake(fresh, exclusive: true, posix: true) ?? throw new UserError("Daemon is already running.");
        try
        {
            if (DaemonPid.Running(repository) is not null)
            {
                Fs.TryUnlink(fresh);
                throw new UserError("Daemon is already running.");
            }
            held.File.Truncate(0);
            held.File.WriteAt(ByteText.Bytes(Fs.ProcessId.ToString(CultureInfo.InvariantCulture)), 0);
            Fs.Rename(fresh, path);
            DaemonPid.Hold(repository);
        }
        catch { held.Dispose(); throw; }
        return new DaemonFiles(held);
    }

    /// <summary>The file stays, unlocked (assistant.md 1).</summary>
    public void Dispose() => _pid.Dispose();
}
