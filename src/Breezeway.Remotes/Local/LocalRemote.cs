using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Objects;
using Breezeway.Base.Files;

namespace Breezeway.Remotes;

/// <summary>A repository in a directory of this machine, used in process (transfer.md 5, "Local-path remotes"). It is opened when first needed.</summary>
public sealed partial class LocalRemote(RemoteInfo info, AnnexRepository here) : IContentRemote
{
    readonly Lock _lock = new();
    readonly List<(Key Key, bool Present)> _log = [];
    AnnexRepository? _repository;
    long _logSince;

    /// <summary>How many changes of the remote's location log are gathered before they are journalled, and for how long at most.</summary>
    const int LogBatch = 256, LogMilliseconds = 200;

    public RemoteInfo Info { get; } = info;
    public bool CanLock => true;
    public bool IsReadOnly => Info.Settings.ReadOnly;

    /// <summary>The other repository. Throws <see cref="RemoteFailure"/> when it is not there (an unmounted drive), not initialised, or another one.</summary>
    public AnnexRepository Repository
    {
        get
        {
            lock (_lock)
            {
                if (_repository is not null) return _repository;
                var r = AnnexRepository.OpenAt(Info.Path!, here.Time) ?? throw new RemoteFailure($"{Info.Path} is not available");
                try
                {
                    if (r.Uuid.IsNone) throw new RemoteFailure($"{Info.Path} is not a git-annex repository");
                    if (!Info.Uuid.IsNone && r.Uuid != Info.Uuid) throw new RemoteFailure($"{Info.Path} is not the expected repository");
                    if (r.Settings.Version is not (>= 8 and <= 10)) throw new RemoteFailure($"{Info.Path} has a repository version that is not supported");
                }
                catch { r.Dispose(); throw; }
                return _repository = r;
            }
        }
    }

    public bool CheckPresent(Key key)
    {
        var r = Repository;
        return Guard(() => r.Objects.Find(key) is { } path && !ContentLock.IsBeingRemoved(r.Objects, path) ? true
            : Fs.IsDirectory(r.Location.CommonDir) ? false : throw new RemoteFailure($"{Info.Path} is not available"));
    }

    public IHeldCopy? TryLock(Key key)
    {
        var r = Repository;
        return Guard(() => ContentLock.TryShared(r.Objects, key) is { } held ? new Held(held) : null);
    }

    sealed class Held(ContentLock content) : IHeldCopy
    {
        public DateTimeOffset? Until => null;
        public void Dispose() => content.Dispose();
    }

    static T Guard<T>(Func<T> action)
    {
        try { return action(); }
        catch (FileError e) { throw new RemoteFailure(e.Message, e); }
    }

    /// <summary>Gathers a change of the remote's own location log.</summary>
    void Record(Key key, bool present)
    {
        List<(Key, bool)>? due = null;
        lock (_log)
        {
            if (_log.Count == 0) _logSince = Environment.TickCount64;
            _log.Add((key, present));
            if (_log.Count >= LogBatch || Environment.TickCount64 - _logSince >= LogMilliseconds) { due = [.. _log]; _log.Clear(); }
        }
        if (due is not null) Journal(due);
    }

    void Journal(List<(Key Key, bool Present)> changes)
    {
        var r = Repository;
        r.LogLocations([.. changes.Select(c => (c.Key, r.Uuid, c.Present))]);
    }

    public void Flush()
    {
        AnnexRepository? r;
        lock (_lock) r = _repository;
        if (r is null) return;
        List<(Key, bool)> due;
        lock (_log) { due = [.. _log]; _log.Clear(); }
        try
        {
            if (due.Count > 0) Journal(due);
            if (r.Settings.AlwaysCommit) r.Branch.Commit();
        }
        catch (FileError e) { throw new RemoteFailure(e.Message, e); }
        finally { r.Rest(); }
    }

    public void Dispose()
    {
        try { Flush(); } catch (RemoteFailure) { /* the journal keeps what could not be committed */ }
        lock (_lock) { _repository?.Dispose(); _repository = null; }
    }
}
