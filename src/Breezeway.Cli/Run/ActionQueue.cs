using System.Runtime.ExceptionServices;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Cli.Output;
using Breezeway.Cli.Seek;

namespace Breezeway.Cli.Run;

/// <summary>
/// Carries out one action for each item. With -J several run at once, each reporting as a whole when it ends. Without, they seem to run one after the other; small ones
/// are in fact done by two threads, and their reports put in order. A failure of one action is reported and counted; the others go on.
/// </summary>
public sealed class ActionQueue(CommandRun run, Action<SeekItem> act)
{
    /// <summary>Contents up to so many bytes are moved two at a time without being asked.</summary>
    const long Small = 1 << 20;
    const int Ahead = 64, Threads = 2;

    /// <summary>Small items may be done two at a time. False for actions that depend on what the one before did.</summary>
    public bool Overlap { get; init; } = true;

    public void Run(IEnumerable<SeekItem> items, CancellationToken stop)
    {
        if (run.Jobs > 1) RunJobs(items, stop);
        else if (!Overlap) foreach (var item in items) { stop.ThrowIfCancellationRequested(); ActOn(item); }
        else RunOrdered(items, stop);
    }

    /// <summary>One action whose failure is not the end of the others.</summary>
    void ActOn(SeekItem item)
    {
        try { act(item); }
        catch (Exception e) when (e is UserError or FileError or CorruptData or Remotes.RemoteFailure)
        {
            run.Reporter.Warn($"git-annex: {e.Message}");
            run.Reporter.CountFailure();
        }
    }

    void RunJobs(IEnumerable<SeekItem> items, CancellationToken stop)
    {
        using var slots = new Workers(run.Jobs, run.Jobs * 2);
        foreach (var item in items)
        {
            stop.ThrowIfCancellationRequested();
            slots.Add(() => ActOn(item));
        }
        slots.Finish();
    }

    void RunOrdered(IEnumerable<SeekItem> items, CancellationToken stop)
    {
        Workers? workers = null;
        var waiting = new Queue<Pending>();
        try
        {
            foreach (var item in items)
            {
                stop.ThrowIfCancellationRequested();
                if (item.Key.Size is not long size || size > Small)
                {
                    while (waiting.Count > 0) waiting.Dequeue().Show();
                    ActOn(item);
                    continue;
                }
                workers ??= new Workers(Threads, Ahead);
                var pending = new Pending();
                waiting.Enqueue(pending);
                workers.Add(() => pending.Do(() => ActOn(item)));
                while (waiting.Count > Ahead || (waiting.TryPeek(out var first) && first.IsDone)) waiting.Dequeue().Show();
            }
            while (waiting.Count > 0) waiting.Dequeue().Show();
            workers?.Finish();
        }
        finally { workers?.Dispose(); }
    }

    /// <summary>An action whose report waits for its turn.</summary>
    sealed class Pending
    {
        readonly ManualResetEventSlim _done = new();
        IReadOnlyList<(bool, string)> _output = [];

        public bool IsDone => _done.IsSet;

        public void Do(Action action)
        {
            Out.BeginCapture();
            try { action(); }
            finally { _output = Out.EndCapture(); _done.Set(); }
        }

        public void Show() { _done.Wait(); Out.Replay(_output); _done.Dispose(); }
    }

    /// <summary>A few threads and what they still have to do. A failure that is none of an action's ends the whole.</summary>
    sealed class Workers : IDisposable
    {
        readonly System.Collections.Concurrent.BlockingCollection<Action> _todo;
        readonly Thread[] _threads;
        ExceptionDispatchInfo? _failure;

        internal Workers(int threads, int ahead)
        {
            _todo = new(ahead);
            _threads = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Work) { IsBackground = true, Name = "action" })];
            foreach (var t in _threads) t.Start();
        }

        void Work()
        {
            foreach (var action in _todo.GetConsumingEnumerable())
                try { action(); }
                catch (Exception e) { Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null); }
        }

        internal void Add(Action action)
        {
            _failure?.Throw();
            _todo.Add(action);
        }

        internal void Finish()
        {
            _todo.CompleteAdding();
            foreach (var t in _threads) t.Join();
            _failure?.Throw();
        }

        public void Dispose()
        {
            if (!_todo.IsAddingCompleted) _todo.CompleteAdding();
            foreach (var t in _threads) t.Join();
            _todo.Dispose();
        }
    }
}
