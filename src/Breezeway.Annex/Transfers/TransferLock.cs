using Breezeway.Annex.Keys;
using Breezeway.Base.Files;

namespace Breezeway.Annex.Transfers;

/// <summary>
/// A transfer that is going on, as other processes see it (transfer.md 5): its info file and the lock beside it, for downloads also the lock that keeps a key from being
/// downloaded twice at once. Locks are POSIX ones, whose holder's pid readers show; threads of this process are kept apart by a table.
/// </summary>
public sealed class TransferLock : IDisposable
{
    static readonly HashSet<string> s_here = [];

    readonly AnnexRepository _repository;
    readonly List<(RecordLock Lock, string Path)> _held = [];
    readonly string _infoPath, _failedPath;
    readonly long _step;
    readonly long? _size;
    TransferInfo _info;
    bool _infoWritten, _ownsInfo;

    TransferLock(AnnexRepository repository, string infoPath, string failedPath, TransferInfo info, long? size)
    {
        _repository = repository; _infoPath = infoPath; _failedPath = failedPath; _info = info; _size = size; _step = size is long s ? Math.Max(1, s / 100) : 100_000;
    }

    /// <summary>True while this process holds that lock file.</summary>
    internal static bool IsOurs(string path) { lock (s_here) return s_here.Contains(path); }

    /// <summary>Null when somebody else transfers the key that way already.</summary>
    /// <param name="other">The other repository.</param>
    /// <param name="file">The work tree file, for records; empty for none.</param>
    public static TransferLock? TryTake(AnnexRepository repository, TransferDirection direction, Uuid other, Key key, string file)
    {
        string name = KeyFile.Escape(key), way = direction == TransferDirection.Upload ? "upload" : "download", top = $"{repository.AnnexDirectory}/transfer";
        string dir = $"{top}/{way}/{other.Value}";
        var t = new TransferLock(repository, $"{dir}/{name}", $"{top}/failed/{way}/{other.Value}/{name}", TransferInfo.Begin(repository.Time, file), key.Size);
        // the lock of the key comes first, then the one of the pair of repositories
        if ((direction == TransferDirection.Download && !t.Take($"{top}/download/lck", name)) || !t.Take(dir, name)) { t.Dispose(); return null; }
        t._ownsInfo = true;
        return t;
    }

    bool Take(string dir, string name)
    {
        string path = $"{dir}/lck.{name}";
        lock (s_here) if (!s_here.Add(path)) return false;
        try
        {
            for (int attempt = 0; attempt < 10; attempt++)
            {
                RecordLock? held;
                try { held = RecordLock.TryTake(path, exclusive: true, posix: true); }
                catch (FileError e) when (e.Code == Errno.NoEntry) { _repository.Permissions.MakeDirectories(dir); continue; }
                if (held is null) break;
                // whoever had it before may have removed the file meanwhile
                if (held.IsStillAt(path)) { _held.Add((held, path)); return true; }
                held.Dispose();
            }
        }
        catch { lock (s_here) s_here.Remove(path); throw; }
        lock (s_here) s_here.Remove(path);
        return false;
    }

    /// <summary>Shows the transfer to others; rewritten at each further hundredth of the key. What is complete at its first report is never shown.</summary>
    public void Progress(long bytes)
    {
        if (_infoWritten ? bytes - (_info.Bytes ?? 0) < _step : bytes == _size) return;
        _info = _info with { Bytes = bytes };
        _infoWritten = true;
        Write(_infoPath, _info);
    }

    static void Write(string path, TransferInfo info) => Fs.WriteText(path, info.Format());

    /// <summary>The transfer came to its end: what was noted of an earlier failure goes.</summary>
    public void Succeeded() => Fs.TryUnlink(_failedPath);

    /// <summary>Notes the failure for <c>--failed</c> and the daemon.</summary>
    public void Failed()
    {
        try
        {
            _repository.Permissions.MakeDirectories(Fs.Parent(_failedPath));
            Write(_failedPath, _info with { Bytes = null });
        }
        catch (FileError) { /* a note only: a full disk must not hide the failure itself */ }
    }

    public void Dispose()
    {
        // also what a killed predecessor left: with all locks held nobody else's can be there
        if (_ownsInfo) Fs.TryUnlink(_infoPath);
        for (int i = _held.Count - 1; i >= 0; i--)
        {
            var (held, path) = _held[i];
            Fs.TryUnlink(path);
            held.Dispose();
            lock (s_here) s_here.Remove(path);
        }
        _held.Clear();
    }
}
