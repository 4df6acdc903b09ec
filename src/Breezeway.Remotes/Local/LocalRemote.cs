using Breezeway.Annex;
using Breezeway.Annex.Copies;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Annex.Objects;
using Breezeway.Annex.WorkTree;
using Breezeway.Base.Files;

namespace Breezeway.Remotes;

/// <summary>A repository in a directory of this machine, used in process (transfer.md 5, "Local-path remotes"). It is opened when first needed.</summary>
public sealed partial class LocalRemote(RemoteInfo info, AnnexRepository here) : IContentRemote
{
    readonly Lock _lock = new();
    Opened? _opened;

    /// <summary>The other repository, and what has been done in it that is not written down yet.</summary>
    sealed record Opened(AnnexRepository Repository, LocationQueue Log, Restage Restage, PointerPopulation Pointers);

    public RemoteInfo Info { get; } = info;
    public bool CanLock => true;
    public bool IsPresenceCheap => true;
    public bool IsReadOnly => Info.Settings.ReadOnly;

    /// <summary>The other repository. Throws <see cref="RemoteFailure"/> when it is not there (an unmounted drive), not initialised, or another one.</summary>
    public AnnexRepository Repository => Open().Repository;

    Opened Open()
    {
        lock (_lock)
        {
            if (_opened is not null) return _opened;
            var r = AnnexRepository.OpenAt(Info.Path!, here.Time) ?? throw new RemoteFailure("cannot access remote");
            try
            {
                if (r.Uuid.IsNone) throw new RemoteFailure($"{Info.Path} is not a git-annex repository");
                if (!Info.Uuid.IsNone && r.Uuid != Info.Uuid) throw new RemoteFailure($"{Info.Path} is not the expected repository");
                if (r.Settings.Version is not (>= 8 and <= 10)) throw new RemoteFailure($"{Info.Path} has a repository version that is not supported");
            }
            catch { r.Dispose(); throw; }
            var restage = new Restage(r);
            return _opened = new(r, new LocationQueue(r), restage, new PointerPopulation(r, new UnlockedFiles(r), restage));
        }
    }

    public bool CheckPresent(Key key)
    {
        var r = Repository;
        return Guard(() => r.Objects.Find(key) is { } path && !ContentLock.IsBeingRemoved(r.Objects, path) ? true
            : Fs.IsDirectory(r.Location.CommonDir) ? false : throw new RemoteFailure("cannot access remote"));
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

    public IReadOnlyList<Uuid> Remove(Key key, SafeDropProof proof)
    {
        if (IsReadOnly) throw new RemoteFailure($"{Info.Name} is read-only");
        var o = Open();
        return Guard<IReadOnlyList<Uuid>>(() =>
        {
            using var content = ContentLock.TryExclusive(o.Repository.Objects, key, o.Repository.Time) ?? throw new RemoteFailure("content is locked");
            if (!proof.IsValidAt(o.Repository.Time.GetUtcNow())) throw new RemoteFailure("the locks on the other copies have expired");
            o.Pointers.Depopulate(key);
            o.Repository.RemoveContent(content, proof);
            o.Log.Add(key, o.Repository.Uuid, false);
            return [];
        });
    }

    public void MakeDurable()
    {
        Opened? o;
        lock (_lock) o = _opened;
        if (o is not null) Guard(() => { o.Repository.SyncContent(); return true; });
    }

    static T Guard<T>(Func<T> action)
    {
        try { return action(); }
        catch (FileError e) { throw new RemoteFailure(e.Message, e); }
    }

    /// <summary>Gathers a change of the remote's own location log.</summary>
    void Record(Key key, bool present) => Open().Log.Add(key, Repository.Uuid, present);

    public void Flush()
    {
        Opened? o;
        lock (_lock) o = _opened;
        if (o is null) return;
        try
        {
            o.Log.Flush();
            o.Restage.Flush();
            if (o.Repository.Settings.AlwaysCommit) o.Repository.Branch.Commit();
        }
        catch (FileError e) { throw new RemoteFailure(e.Message, e); }
        finally { o.Repository.Rest(); }
    }

    public void Dispose()
    {
        try { Flush(); } catch (RemoteFailure) { /* the journal keeps what could not be committed */ }
        lock (_lock) { _opened?.Repository.Dispose(); _opened = null; }
    }
}
