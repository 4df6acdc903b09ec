using System.Collections.Concurrent;
using System.Threading.Channels;
using Breezeway.Base.Files;

namespace Breezeway.Assistant.Watch;

/// <summary>How a tree is watched.</summary>
/// <param name="Top">Byte text, absolute. A symlink there is followed, below it none is.</param>
public sealed record TreeWatcherOptions(string Top)
{
    /// <summary>Tell changes of permissions, times and the like of files.</summary>
    public bool Attributes { get; init; } = true;
    /// <summary>Threads of the first walk.</summary>
    public int Threads { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 8);
    /// <summary>
    /// Gets each directory of the first walk right after it is watched, with what it holds, so that one walk serves watcher and startup scan.
    /// Called from several threads at once, in any order.
    /// </summary>
    public Action<string, IReadOnlyList<DirectoryEntry>>? OnListed { get; init; }
    public TimeProvider Time { get; init; } = TimeProvider.System;
    /// <summary>Runs first on the watcher's thread.</summary>
    internal Action? OnThread { get; init; }
    /// <summary>While not set, no events are read.</summary>
    internal ManualResetEventSlim? Gate { get; init; }
}

/// <summary>
/// Watches a work tree with inotify: only directories, none named <c>.git</c>, no repository within. No change gets lost; where that cannot be
/// promised path by path, the directory is told as uncertain. Changes may be told twice. Not noticed: truncate(2) of a path that nobody has open, and
/// what another machine does on a network file system.
/// </summary>
/// <remarks>A thread of its own owns all state. Memory: some 200 bytes a directory, and the batches not yet taken, within limits.</remarks>
public sealed class TreeWatcher : IDisposable
{
    /// <summary>Batches waiting to be taken; behind them events are gathered by path instead.</summary>
    const int BatchesAhead = 8;
    /// <summary>So many paths go out without waiting for a burst's next turn.</summary>
    const int Plenty = 4096;
    /// <summary>Events held in memory while a walk goes on; beyond it they count as lost.</summary>
    const int MostBacklog = 1_000_000;
    /// <summary>Whoever takes batches does not tell that there is room again.</summary>
    static readonly TimeSpan RetryDelivery = TimeSpan.FromMilliseconds(10);

    readonly TreeWatcherOptions _options;
    readonly Inotify _inotify = new();
    readonly Channel<WatchBatch> _batches = Channel.CreateBounded<WatchBatch>(new BoundedChannelOptions(BatchesAhead) { SingleWriter = true });
    readonly TaskCompletionSource _populated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly ConcurrentQueue<Action> _commands = new();
    readonly Queue<InotifyEvent> _backlog = new();
    readonly List<TaskCompletionSource> _barriers = [];
    readonly BatchBuilder _batch = new();
    readonly Pacing _pacing = new();
    readonly TreeTracker _tracker;
    readonly Action<InotifyEvent> _keep;
    readonly Thread _thread;
    readonly long _start;
    volatile bool _stop, _ended;
    volatile IReadOnlyList<string> _unwatched = [], _unreadable = [];
    TimeSpan? _heldSince;
    bool _blocked;

    TreeWatcher(TreeWatcherOptions options)
    {
        _options = options;
        _start = options.Time.GetTimestamp();
        _keep = Keep;
        _tracker = new TreeTracker(_inotify, options.Top, _batch, options, HasMore, Pump);
        _thread = new Thread(Run) { IsBackground = true, Name = "tree watcher" };
    }

    /// <summary>Starts the thread and its walk. Throws <see cref="FileError"/> when there are no inotify instances left.</summary>
    public static TreeWatcher Start(TreeWatcherOptions options)
    {
        var w = new TreeWatcher(options);
        w._thread.Start();
        return w;
    }

    /// <summary>
    /// What happens from the start on. Ends after <see cref="PathEventKind.RootGone"/>, after <see cref="Dispose"/>, or with the exception that ended
    /// the watcher: <see cref="FileError"/> (ENOENT) when there is no such directory.
    /// </summary>
    public ChannelReader<WatchBatch> Batches => _batches.Reader;

    /// <summary>Done when the first walk is, and every change from then on is heard. Fails as <see cref="Batches"/> does.</summary>
    public Task Populated => _populated.Task;

    /// <summary>Directories (with all below them) of which nothing is heard as there are no watches left (fs.inotify.max_user_watches). Any thread.</summary>
    public IReadOnlyList<string> Unwatched => _unwatched;
    /// <summary>Directories that may not be read.</summary>
    public IReadOnlyList<string> Unreadable => _unreadable;

    /// <summary>
    /// Tries again to watch what is <see cref="Unwatched"/> or <see cref="Unreadable"/>, and tells all that was unwatched as uncertain: to be called from
    /// time to time while there is any. Any thread.
    /// </summary>
    public void RetryUnwatched() => Command(_tracker.RetryTroubled);

    /// <summary>Something was mounted at the path, or there is another reason to look again at it and all below. Any thread.</summary>
    public void Recheck(string path) => Command(() => _tracker.Recheck(path));

    /// <summary>
    /// Done when all that happened before the call is in <see cref="Batches"/> (which somebody has to take meanwhile), without waiting for files
    /// that are still open. Any thread. Cancelled when the watcher ends.
    /// </summary>
    public Task SettleAsync(CancellationToken token)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Command(() => _barriers.Add(done));
        if (_ended) done.TrySetCanceled(CancellationToken.None);
        return done.Task.WaitAsync(token);
    }

    /// <summary>For tests, which look at both while nothing happens: what is watched, and whether files are waited for to be closed.</summary>
    internal WatchTree Tree => _tracker.Tree;
    internal bool HasNewborns => _tracker.HasNewborns;

    void Command(Action command)
    {
        _commands.Enqueue(command);
        _inotify.Wake();
    }

    TimeSpan Now => _options.Time.GetElapsedTime(_start);

    bool HasMore() { _inotify.Read(_keep); return _backlog.Count > 0; }

    void Keep(InotifyEvent e)
    {
        if (_backlog.Count < MostBacklog) _backlog.Enqueue(e);
        else { _backlog.Clear(); _backlog.Enqueue(new InotifyEvent(-1, InotifyMask.Overflow, 0, "")); }
    }

    /// <summary>Within a walk: empties the kernel's queue, and hands out what there is plenty of. Throws when the watcher is to stop.</summary>
    void Pump()
    {
        if (_stop) throw new OperationCanceledException();
        _inotify.Read(_keep);
        if (_batch.Count >= Plenty && !_tracker.HasHalfMoves) HandOut();
    }

    void Run()
    {
        Exception? failed = null;
        try
        {
            _options.OnThread?.Invoke();
            _tracker.Populate(first: true);
            UpdateTroubled();
            _populated.TrySetResult();
            while (!_stop && !_tracker.IsGone) Round();
            if (_tracker.IsGone) HandOutLast();
        }
        catch (OperationCanceledException) when (_stop) { /* in the middle of a walk */ }
        catch (Exception e) { failed = e; }   // an edge: whoever takes the batches gets it, and restarts us
        finally
        {
            _populated.TrySetException(failed ?? new OperationCanceledException());
            _ = _populated.Task.Exception;    // nobody need have asked
            _batches.Writer.TryComplete(failed);
            _inotify.Dispose();
            _ended = true;
            RunCommands();
            foreach (var b in _barriers) b.TrySetCanceled(CancellationToken.None);
        }
    }

    void Round()
    {
        _options.Gate?.Wait();
        RunCommands();
        // Bounded, so that directories that appeared are looked at even while events never cease.
        for (int i = 0; i < 64 && _inotify.Read(_keep) > 0; i++) { }
        while (_backlog.TryDequeue(out var e)) _tracker.Handle(e, Now);
        if (_tracker.IsLost) _tracker.Populate(first: false);
        bool settled = _tracker.Settle(Now);
        if (_tracker.Tree.TroubleChanged) UpdateTroubled();
        Deliver(settled);
        if (settled && !_tracker.HasHalfMoves && _batch.IsEmpty) ReleaseBarriers();
        if (settled || !(HasMore() || _tracker.IsLost || _tracker.IsGone)) WaitForMore(settled);
    }

    void RunCommands() { while (_commands.TryDequeue(out var c)) c(); }

    void ReleaseBarriers()
    {
        foreach (var b in _barriers) b.TrySetResult();
        _barriers.Clear();
    }

    void UpdateTroubled()
    {
        _tracker.Tree.TroubleChanged = false;
        _unwatched = _tracker.Tree.PathsOf(NodeState.Unwatched);
        _unreadable = _tracker.Tree.PathsOf(NodeState.Unreadable);
    }

    void Deliver(bool settled)
    {
        if (_batch.IsEmpty) { _heldSince = null; return; }
        var now = Now;
        // Half a rename is waited for, as paths below it get their new names in the same batch; but not for ever.
        if (_tracker.HasHalfMoves && now - (_heldSince ??= now) < HalfMoves.Grace) return;
        if (_batch.Count >= Plenty || (settled && (now >= _pacing.Due || _barriers.Count > 0))) HandOut();
    }

    void HandOut()
    {
        _blocked = false;
        while (_batch.Peek() is { } next)
        {
            if (!_batches.Writer.TryWrite(next)) { _blocked = true; return; }
            _batch.Taken();
        }
        _heldSince = null;
        _pacing.Delivered(Now);
    }

    void HandOutLast()
    {
        for (HandOut(); _blocked && !_stop; HandOut()) _inotify.Wait(RetryDelivery);
    }

    void WaitForMore(bool settled)
    {
        var until = _tracker.NextDeadline;
        if (!_batch.IsEmpty)
        {
            var next = _blocked ? Now + RetryDelivery : settled ? _pacing.Due : Now + Pacing.Shortest;
            if (until is null || next < until) until = next;
        }
        else if (!settled) until = Now + Pacing.Shortest;
        var limit = until is { } u ? u - Now : (TimeSpan?)null;
        if (limit is null || limit > TimeSpan.Zero) _inotify.Wait(limit);
    }

    /// <summary>Ends the thread and waits for it. Batches not taken are still there.</summary>
    public void Dispose()
    {
        _stop = true;
        _options.Gate?.Set();
        _inotify.Wake();
        if (Thread.CurrentThread != _thread) _thread.Join();
    }
}
