using System.Collections.Immutable;
using System.Globalization;
using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Annex.Objects;
using Breezeway.Annex.WorkTree;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Git;
using Breezeway.Git.Objects;
using Breezeway.Remotes.P2P.Conversations;
using Breezeway.Remotes.P2P.Messages;

namespace Breezeway.Remotes.P2P.OnDisk;

/// <summary>
/// A repository on this machine's disk, as a P2P server serves it. A "yes" (stored, present, locked) is given only for content that a power cut would not take away. What it
/// records of its contents is journalled soon and committed by <see cref="Rest"/> and at the end.
/// </summary>
public sealed partial class OnDiskLocal : IP2PLocal, IDisposable
{
    readonly AnnexRepository _repository;
    readonly Uuid _client;
    readonly Action<string> _warn;
    readonly LocationQueue _log;
    readonly Restage _restage;
    readonly PointerPopulation _pointers;
    readonly Durability _durability;
    readonly ThinContent _thin;
    readonly ITimer _idle;
    long _lastAsked;
    int _resting, _waiting;

    /// <summary>How long a session is silent before it counts as idle: longer than a pause between two files of one command.</summary>
    static readonly TimeSpan s_silence = TimeSpan.FromSeconds(1);

    /// <param name="client">The peer's repository, as it says itself; only names its transfers.</param>
    /// <param name="warn">Takes lines for stderr.</param>
    public OnDiskLocal(AnnexRepository repository, Uuid client, P2PAccess access, Action<string> warn)
    {
        _repository = repository;
        _client = PeerName.Of(client);
        Access = access;
        _warn = warn;
        _log = new LocationQueue(repository);
        _restage = new Restage(repository);
        _pointers = new PointerPopulation(repository, new UnlockedFiles(repository), _restage);
        _durability = new Durability(repository);
        _thin = new ThinContent(repository);
        _idle = repository.Time.CreateTimer(_ => RestIfIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public Uuid Uuid => _repository.Uuid;
    public P2PAccess Access { get; }

    /// <summary>Rest whenever nothing was asked for a moment and there is something to write down: for sessions that stay open.</summary>
    public bool RestsByItself { get; init; }

    public ValueTask<bool> CheckPresentAsync(Key key, CancellationToken token)
    {
        Asked();
        if (Find(key) is not { } path)
            return Fs.IsDirectory(_repository.Location.CommonDir) ? new(false) : throw new UserError("the repository is not there any more");
        if (ContentLock.IsBeingRemoved(_repository.Objects, path)) throw new UserError("content is locked");
        return new(_thin.IsWhole(key, path) && _durability.Ensure(path));
    }

    public ValueTask<IHeldContent?> LockContentAsync(Key key, CancellationToken token)
    {
        Asked();
        if (Find(key) is null || ContentLock.TryShared(_repository.Objects, key) is not { } held) return new((IHeldContent?)null);
        try
        {
            if (Find(key) is { } path && _thin.IsWhole(key, path) && _durability.Ensure(path))
                return new(new HeldContent(held, Retention.Promise(_repository.Objects, path, _repository.Time)));
        }
        catch { held.Dispose(); throw; }
        held.Dispose();
        return new((IHeldContent?)null);
    }

    public ValueTask<RemoveOutcome> RemoveAsync(Key key, long? before, CancellationToken token)
    {
        Asked();
        if (Find(key) is null) { Record(key, false); return new(RemoveOutcome.Removed); }
        var result = PeerRemoval.Remove(_repository, key, () => before is not long limit || MonotonicSeconds < limit, _pointers.Depopulate);
        switch (result)
        {
            case PeerRemovalResult.Locked: return new(RemoveOutcome.Locked);
            case PeerRemovalResult.TooLate: _pointers.Populate(key); return new(RemoveOutcome.NotRemoved);
        }
        Record(key, false);
        // said to be there when it is not would be worse than the reverse: the journal has it before the peer hears of it
        _log.Flush();
        return new(RemoveOutcome.Removed);
    }

    /// <summary>Includes the time that the machine was suspended, so that a deadline is never later than the peer meant.</summary>
    public long MonotonicSeconds
    {
        get
        {
            string uptime = Fs.ReadText("/proc/uptime");
            return long.Parse(uptime.AsSpan(0, uptime.IndexOf('.')), NumberStyles.None, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Over ssh <c>notifychanges</c> does this, as in the reference.</summary>
    public ValueTask<ImmutableArray<Sha>?> WaitForChangeAsync(CancellationToken token) => new((ImmutableArray<Sha>?)null);

    /// <summary>Over ssh git has its own channel, as in the reference.</summary>
    public IGitRelay? StartGit(GitService service) => null;

    public void Warn(string line) => _warn(line);

    /// <summary>A key whose file cannot exist here is absent.</summary>
    string? Find(Key key)
    {
        try { return _repository.Objects.Find(key); }
        catch (FileError e) when (e.Code == Errno.NameTooLong) { return null; }
    }

    void Asked() => Volatile.Write(ref _lastAsked, Environment.TickCount64);

    void Record(Key key, bool present)
    {
        _log.Add(key, _repository.Uuid, present);
        if (RestsByItself && Interlocked.Exchange(ref _waiting, 1) == 0) _idle.Change(s_silence, Timeout.InfiniteTimeSpan);
    }

    void RestIfIdle()
    {
        if (Environment.TickCount64 - Volatile.Read(ref _lastAsked) < s_silence.TotalMilliseconds - 1) { _idle.Change(s_silence, Timeout.InfiniteTimeSpan); return; }
        Volatile.Write(ref _waiting, 0);
        // an edge: the end of the session tries again, and tells what went wrong
        try { Rest(); }
        catch (Exception e) when (e is UserError or FileError or GitFailed) { }
    }

    /// <summary>Writes down and commits what was recorded. May be called while the conversation goes on; two at once are one.</summary>
    public void Rest()
    {
        if (Interlocked.Exchange(ref _resting, 1) != 0) return;
        try
        {
            _log.Flush();
            _restage.Flush();
            if (_repository.Settings.AlwaysCommit) _repository.Branch.Commit();
            _repository.Rest();
        }
        finally { Volatile.Write(ref _resting, 0); }
    }

    /// <summary>The end of the conversation. The repository stays open.</summary>
    public void Dispose()
    {
        _idle.Dispose();
        // one that runs is about to be done
        SpinWait.SpinUntil(() => Volatile.Read(ref _resting) == 0);
        Rest();
    }
}
