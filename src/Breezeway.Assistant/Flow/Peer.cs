using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Assistant.Daemon;
using Breezeway.Base.Files;
using Breezeway.Remotes;
using Breezeway.Sync.Transfer;

namespace Breezeway.Assistant.Flow;

/// <summary>What every peer works with.</summary>
/// <param name="StillWanted">Asked before content is sent.</param>
/// <param name="Arrived">Told of content that is here now.</param>
public sealed record PeerContext(AnnexRepository Repository, IFlow Flow, IAssistantLog Log, Func<ContentChange, bool> StillWanted, TransferContext Transfers, Action<Key> Arrived);

/// <summary>
/// One remote: what is common to all kinds, which is the lane for content. Each of its services is a thread, so that a slow or dead remote delays no other.
/// </summary>
/// <param name="remote">Null while it is not known to have an annex: then nothing is queued.</param>
public abstract class Peer(PeerContext context, RemoteInfo info, IContentRemote? remote) : IDisposable
{
    protected PeerContext Context { get; } = context;
    readonly Wake _push = new(), _transfer = new(), _again = new();
    readonly Lock _lock = new();
    bool _pushWanted = true, _fetchWanted = true;

    public RemoteInfo Info { get; } = info;
    public TransferQueue Queue { get; } = new();
    protected IContentRemote Remote => remote ?? throw new RemoteFailure($"{Info.Name} is not known to have an annex");

    /// <summary>What runs for it, each until its token is set.</summary>
    public abstract IReadOnlyList<(string Name, Action<CancellationToken> Run)> Services { get; }

    public void PushWanted() { lock (_lock) _pushWanted = true; _push.Set(); }
    public void FetchWanted() { lock (_lock) _fetchWanted = true; _push.Set(); }

    /// <summary>What was asked for since the last call.</summary>
    protected (bool Push, bool Fetch) TakeWanted()
    {
        lock (_lock)
        {
            var wanted = (_pushWanted, _fetchWanted);
            _pushWanted = _fetchWanted = false;
            return wanted;
        }
    }

    /// <summary>A round failed: all of it is to be done again, but not at once.</summary>
    protected void WantAgain() { lock (_lock) _pushWanted = _fetchWanted = true; }

    /// <summary>Until something is asked for, or the time is up.</summary>
    protected void WaitForWanted(TimeSpan limit, CancellationToken stop) => _push.Wait(limit, stop);

    /// <summary>The remote is there again: what waits because it was not is tried at once.</summary>
    protected void IsBack() { _again.Set(); _transfer.Set(); }

    public void Enqueue(ContentChange what, bool upload, bool isNew)
    {
        Queue.Add(what, upload, isNew);
        _transfer.Set();
    }

    /// <summary>How long the lane is empty before <see cref="Flush"/>.</summary>
    protected virtual TimeSpan RestAfter => TimeSpan.Zero;

    /// <summary>What was sent is made known over there.</summary>
    protected abstract void Flush();

    /// <summary>The lane's loop: uploads first noted first sent, small new ones before a backlog.</summary>
    public void RunLane(CancellationToken stop)
    {
        var backoff = new Backoff(new Random(Info.Name.GetHashCode()));
        while (!stop.IsCancellationRequested)
        {
            var wait = TimeSpan.FromMilliseconds(-1);
            while (!stop.IsCancellationRequested && Queue.TryTake(out var what, out bool upload))
            {
                try
                {
                    if (upload) Upload(what, stop); else Download(what, stop);
                    backoff.Reset();
                    _failed.Remove((what.Key, upload));
                }
                catch (Exception e) when (e is RemoteFailure or FileError)
                {
                    if (IsThere(what.Key))
                    {
                        ItemFailed(what, upload, e.Message, stop);
                        continue;
                    }
                    Context.Log.Say($"{(upload ? "copy" : "get")} {what.File} ({Info.Name}): {e.Message}");
                    Queue.Add(what, upload, isNew: false);
                    wait = backoff.Failed();
                    break;
                }
            }
            if (wait > TimeSpan.Zero) _again.Wait(wait, stop);
            else if (!_sent) _transfer.Wait(wait, stop);
            else if (!_transfer.Wait(RestAfter, stop)) Rest();
        }
    }

    /// <summary>The remote itself can be reached: then a failure is the content's own, and does not hold up the rest.</summary>
    protected abstract bool IsThere(Key key);

    /// <summary>Tried so often before it is left to the next scan, or to news of another source.</summary>
    const int ItemTries = 4;
    static readonly TimeSpan s_itemPause = TimeSpan.FromMilliseconds(150);
    readonly Dictionary<(Key, bool), int> _failed = [];

    void ItemFailed(ContentChange what, bool upload, string why, CancellationToken stop)
    {
        int times = _failed[(what.Key, upload)] = _failed.GetValueOrDefault((what.Key, upload)) + 1;
        Context.Log.Debug("Transferrer", $"{what.File} ({Info.Name}), try {times}: {why}");
        if (times >= ItemTries)
        {
            _failed.Remove((what.Key, upload));
            Context.Log.Say($"{(upload ? "copy" : "get")} {what.File} ({Info.Name}): {why}");
            return;
        }
        stop.WaitHandle.WaitOne(s_itemPause * times);
        Queue.Add(what, upload, isNew: false);
    }

    void Rest()
    {
        _sent = false;
        try { Flush(); }
        catch (Exception e) when (e is RemoteFailure or FileError) { Context.Log.Debug("Transferrer", $"{Info.Name}: {e.Message}"); }
    }
    bool _sent;

    void Upload(ContentChange what, CancellationToken stop)
    {
        if (!Context.StillWanted(what) || Context.Repository.Objects.Find(what.Key) is not { } path) return;
        var outcome = Remote.Store(what.Key, what.File, path, new TransferOptions(), stop);
        _sent = true;
        Context.Flow.LocationChanged(what.Key, Info.Uuid, true);
        if (!outcome.HadIt) Context.Log.Debug("Transferrer", $"{what.File} to {Info.Name} ok");
    }

    void Download(ContentChange what, CancellationToken stop)
    {
        if (Context.Repository.Objects.Has(what.Key)) { Context.Arrived(what.Key); return; }
        switch (new Download(Context.Transfers).From(Remote, what.Key, what.File, null, null, stop))
        {
            case TransferOutcome.Done: Context.Transfers.Log.Flush(); Context.Arrived(what.Key); Context.Log.Debug("Transferrer", $"{what.File} from {Info.Name} ok"); break;
            case TransferOutcome.Failed f: throw new RemoteFailure(string.Join("; ", f.Messages));
        }
    }

    public virtual void Dispose() { _push.Dispose(); _transfer.Dispose(); _again.Dispose(); remote?.Dispose(); }
}
