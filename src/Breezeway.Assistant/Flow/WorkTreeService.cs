using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Assistant.Daemon;
using Breezeway.Sync.Commit;
using Breezeway.Sync.Merge;

namespace Breezeway.Assistant.Flow;

/// <summary>
/// The one owner of work tree, index and checked-out branch: commits what changed here, merges what came from elsewhere, fills files whose content arrived. One loop, so that none of these ever
/// meets another half-way; whatever is postponed has a timer.
/// </summary>
public sealed partial class WorkTreeService : IDisposable
{
    /// <summary>Most paths in one commit.</summary>
    const int BatchLimit = 5000;
    /// <summary>A commit of more objects is written as one pack: creating files costs more than their content.</summary>
    const int LooseAtMost = 60;
    /// <summary>Somebody else holds index.lock, or is in the middle of a merge: tried again after this, twice as long each time.</summary>
    static readonly TimeSpan s_busyFirst = TimeSpan.FromMilliseconds(20), s_busyLongest = TimeSpan.FromSeconds(5);
    /// <summary>A file that somebody writes to: normally its closing is heard; the timer is for what is not.</summary>
    static readonly TimeSpan s_openFirst = TimeSpan.FromMilliseconds(100), s_openLongest = TimeSpan.FromSeconds(30);
    static readonly TimeSpan s_changedFirst = TimeSpan.FromMilliseconds(5);
    /// <summary>git compares whole seconds: index entries are written again once their second has passed.</summary>
    static readonly TimeSpan s_racy = TimeSpan.FromMilliseconds(1100);

    /// <summary>Content follows a merge at once as a rule: it is looked for this often, and for so long; after that the git-annex branch tells of it.</summary>
    static readonly TimeSpan s_lookFirst = TimeSpan.FromMilliseconds(15), s_lookLongest = TimeSpan.FromSeconds(2), s_lookAge = TimeSpan.FromSeconds(60);

    readonly AnnexRepository _repository;
    readonly IFlow _flow;
    readonly IAssistantLog _log;
    readonly IAddPolicy _policy;
    readonly WorkTreeReader _reader;
    readonly Committer _committer;
    readonly Merger _merger;
    readonly WorkTreeUpdater _updater;
    readonly Wake _wake = new();
    readonly Lock _lock = new();
    readonly HashSet<Key> _arrived = [];
    readonly Dictionary<string, string> _reported = new(StringComparer.Ordinal);
    bool _mergeWanted = true, _stagedWanted = true;
    TimeSpan _busy = s_busyFirst;
    long _notBefore, _freshenAt;
    string? _lastObstacle, _lastConflict;

    public WorkTreeService(AnnexRepository repository, IAddPolicy policy, IFlow flow, IAssistantLog log)
    {
        _repository = repository; _policy = policy; _flow = flow; _log = log;
        _reader = new WorkTreeReader(repository, policy);
        _committer = new Committer(repository, _reader);
        _merger = new Merger(repository, _committer);
        _updater = new WorkTreeUpdater(repository);
    }

    public DirtyPaths Dirty { get; } = new();
    public PendingContent Missing { get; } = new();
    public Merger Merger => _merger;
    /// <summary>When false (annex.autocommit) changes here are left alone; merging goes on.</summary>
    public bool CommitsChanges { get; init; } = true;
    public bool Merges { get; init; } = true;

    /// <summary>Set once everything that differed at the start has been looked at.</summary>
    public bool IsReady { get; private set; }

    public void Wake() => _wake.Set();
    public void MergeWanted() { lock (_lock) _mergeWanted = true; _wake.Set(); }
    /// <summary>Another program wrote the index: what it staged is to be committed.</summary>
    public void StagedWanted() { lock (_lock) _stagedWanted = true; _wake.Set(); }
    public void Arrived(Key key) { lock (_lock) _arrived.Add(key); _wake.Set(); }

    public void Run(CancellationToken stop)
    {
        if (Merges && _merger.Interrupted is { } interrupted) MergeOne(interrupted, "interrupted merge");
        while (!stop.IsCancellationRequested)
        {
            if (Environment.TickCount64 >= _notBefore) Work(stop);
            if (!Dirty.HasWork) IsReady = true;
            _wake.Wait(NextWait(), stop);
        }
    }

    TimeSpan NextWait()
    {
        long now = Environment.TickCount64;
        if (_notBefore > now) return TimeSpan.FromMilliseconds(_notBefore - now);
        if (Dirty.HasWork) return TimeSpan.Zero;
        var due = Dirty.NextDue;
        foreach (long at in new[] { _freshenAt, _lookAt })
        {
            if (at == 0) continue;
            var wait = TimeSpan.FromMilliseconds(Math.Max(0, at - now));
            if (due < TimeSpan.Zero || wait < due) due = wait;
        }
        return due;
    }

    /// <summary>One round: what changed here first, so that a merge finds it committed.</summary>
    void Work(CancellationToken stop)
    {
        bool merge, staged;
        List<Key> arrived;
        lock (_lock)
        {
            (merge, staged) = (_mergeWanted, _stagedWanted);
            _mergeWanted = _stagedWanted = false;
            arrived = [.. _arrived];
            _arrived.Clear();
        }
        if (staged && CommitsChanges) AddStaged();
        if (CommitsChanges) CommitChanges(stop);
        if (merge && Merges) MergeIncoming();
        foreach (var key in Missing.Recent(s_lookAge)) if (_repository.Objects.Has(key)) arrived.Add(key);
        if (arrived.Count > 0) Fill(arrived);
        ScheduleLook(arrived.Count > 0 || merge);
        if (_freshenAt > 0 && Environment.TickCount64 >= _freshenAt)
            _freshenAt = _committer.TryFreshenIndex() ? 0 : Environment.TickCount64 + 500;
    }

    void ScheduleLook(bool news)
    {
        if (Missing.Recent(s_lookAge).Count == 0) { _lookAt = 0; return; }
        _look = news || _lookAt == 0 ? s_lookFirst : _look * 2 < s_lookLongest ? _look * 2 : s_lookLongest;
        _lookAt = Environment.TickCount64 + (long)_look.TotalMilliseconds;
    }
    TimeSpan _look = s_lookFirst;
    long _lookAt;

    void Busy(string why)
    {
        _notBefore = Environment.TickCount64 + (long)_busy.TotalMilliseconds;
        _busy = _busy * 2 < s_busyLongest ? _busy * 2 : s_busyLongest;
        if (why != _lastObstacle && _busy > TimeSpan.FromSeconds(1)) { _log.Say($"waiting: {why}"); _lastObstacle = why; }
        _log.Debug("Committer", $"waiting: {why}");
    }

    void NotBusy() { _busy = s_busyFirst; _lastObstacle = null; }

    void IndexWritten() { if (_freshenAt == 0) _freshenAt = Environment.TickCount64 + (long)s_racy.TotalMilliseconds; }

    string CommitMessage()
    {
        string description = DescriptionLog.Parse(_repository.Branch.Read(DescriptionLog.Path)).GetValueOrDefault(_repository.Uuid, "");
        return description.Length > 0 ? $"git-annex in {description}" : "git-annex";
    }

    /// <summary>Says a path's problem once, and again only when it is another one.</summary>
    void Report(string path, string why)
    {
        if (_reported.TryGetValue(path, out var before) && before == why) return;
        _reported[path] = why;
        _log.Say($"{path}: {why}");
    }

    public void Dispose() => _wake.Dispose();
}
