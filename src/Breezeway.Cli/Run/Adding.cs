using System.Collections.Concurrent;
using Breezeway.Annex.WorkTree;
using Breezeway.Base;
using Breezeway.Sync.Add;

namespace Breezeway.Cli.Run;

/// <summary>
/// Adds files and says what became of each. Small ones are taken in by two threads (or as many as -J says) and told in their order; a big one is told of while it is being read.
/// </summary>
public sealed class Adding(CommandRun run, Adder adder, FilePolicy policy)
{
    /// <summary>Bytes; files up to so many are taken in beside each other without being asked.</summary>
    const long Small = 1 << 20;
    const int Ahead = 256;

    /// <summary>Only say what would be added.</summary>
    public bool DryRun { get; init; }

    /// <summary>What it is called where that is not the command's name.</summary>
    public string? Action { get; init; }

    readonly record struct Job(AddCandidate File, string Word, TaskCompletionSource<AddOutcome>? Done);

    public void Run(IEnumerable<(AddCandidate File, string Word)> files)
    {
        if (DryRun) { foreach (var (file, word) in files) One(file, word); return; }
        using var todo = new BlockingCollection<Job>(Ahead);
        var threads = new List<Thread>();
        var waiting = new Queue<Job>();
        try
        {
            foreach (var (file, word) in files)
            {
                if (run.Jobs == 1 && (file.Stat.Size > Small || run.Reporter.Style.JsonProgress))
                {
                    while (waiting.Count > 0) Show(waiting.Dequeue());
                    One(file, word);
                    continue;
                }
                var job = new Job(file, word, new());
                // the first few are done right here: most commands add one file
                if (threads.Count == 0 && waiting.Count < 4) { waiting.Enqueue(job); continue; }
                if (threads.Count == 0) Start(threads, todo, waiting);
                waiting.Enqueue(job);
                todo.Add(job);
                while (waiting.Count > Ahead || (waiting.TryPeek(out var first) && first.Done!.Task.IsCompleted)) Show(waiting.Dequeue());
            }
            if (threads.Count == 0) foreach (var job in waiting) Do(job);
            while (waiting.Count > 0) Show(waiting.Dequeue());
        }
        finally
        {
            todo.CompleteAdding();
            foreach (var t in threads) t.Join();
        }
    }

    void Start(List<Thread> threads, BlockingCollection<Job> todo, IEnumerable<Job> first)
    {
        foreach (var job in first) todo.Add(job);
        for (int i = 0; i < Math.Max(2, run.Jobs); i++)
        {
            var thread = new Thread(() => { foreach (var job in todo.GetConsumingEnumerable()) Do(job); }) { IsBackground = true, Name = "add" };
            threads.Add(thread);
            thread.Start();
        }
    }

    void Do(Job job)
    {
        try { job.Done!.SetResult(adder.Take(job.File, null, CancellationToken.None)); }
        catch (Exception e) { job.Done!.SetException(e); }
    }

    void Show(Job job)
    {
        AddOutcome outcome;
        try { outcome = job.Done!.Task.GetAwaiter().GetResult(); }
        catch (UserError e) { Refused(job.File, job.Word, e); return; }
        Tell(outcome, job.Word, null, repeated: false);
    }

    /// <summary>Adds one file now; false when there was nothing to do.</summary>
    public bool One(AddCandidate file, string word)
    {
        if (DryRun)
        {
            run.Reporter.Start(run.Shown(file.Path), run.Shown(file.Path), input: [word], name: Action).End(true);
            return true;
        }
        bool big = file.Stat.IsRegular && policy.Decide(file.Path, file.Stat) == GitReason.None;
        var report = big ? run.Reporter.Start(run.Shown(file.Path), run.Shown(file.Path), input: [word], name: Action) : null;
        AddOutcome outcome;
        try { outcome = adder.Take(file, report is null ? null : n => report.Progress(n, file.Stat.Size), CancellationToken.None); }
        catch (UserError e) { Refused(file, word, e, report); return true; }
        return Tell(outcome, word, report, repeated: true);
    }

    void Refused(AddCandidate file, string word, UserError error, Output.ActionReport? report = null) =>
        (report ?? run.Reporter.Start(run.Shown(file.Path), run.Shown(file.Path), input: [word], name: Action)).Fail(error.Message);

    /// <param name="repeated">Say it even where nothing changed.</param>
    bool Tell(AddOutcome outcome, string word, Output.ActionReport? report, bool repeated)
    {
        string shown = run.Shown(outcome.Path);
        switch (outcome)
        {
            case AddOutcome.Added { Unchanged: true } same when !repeated || same.Key is null:
                adder.Stage(same);
                report?.EndQuietly(true);
                return report is not null;
            case AddOutcome.Added added:
                report ??= run.Reporter.Start(shown, shown, input: [word], name: Action);
                if (added.Key is { } key) report.SetKey(key);
                if (Note(added.Reason) is { } note) report.Note(note);
                if (added.Warning is { } warning) report.Error(warning);
                adder.Stage(added);
                report.End(true);
                return true;
            case AddOutcome.Failed failed:
                report ??= run.Reporter.Start(shown, shown, input: [word], name: Action);
                report.Error(failed.Why);
                report.End(false);
                return true;
            default:
                report?.EndQuietly(true);
                return false;
        }
    }

    static string? Note(GitReason reason) => reason switch
    {
        GitReason.DotFile => "dotfile; adding content to git repository",
        GitReason.NotLarge => "non-large file; adding content to git repository",
        GitReason.Forced => "adding content to git repository",
        _ => null,
    };
}
