using System.Runtime.InteropServices;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Cli.Output;

namespace Breezeway.Cli.Demo;

/// <summary>The demonstration from its first clone to its end.</summary>
sealed class DemoRun(TimeProvider time)
{
    /// <summary>How long a change may take before the demonstration goes on without it.</summary>
    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    /// <summary>How long nothing must move for the clones to count as at rest.</summary>
    static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(300);
    /// <summary>Between two looks: the times shown are at most this much too long.</summary>
    static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(1);

    readonly CancellationTokenSource _stop = new();
    readonly Timeline _timeline = new();

    /// <summary>Exit code 0 if every change arrived in every clone.</summary>
    internal int Run(string? folder)
    {
        void Stop(PosixSignalContext context) { context.Cancel = true; _stop.Cancel(); }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        using var network = DemoNetwork.Make(time, folder);
        Out.Line($"Three clones of one repository, in {network.Folder}: {string.Join(", ", network.Clones.Select(c => c.Name))}.");
        Out.Line("Each runs `git annex assistant`. Times are from the change until it can be seen in the clone's files.\n");
        Out.Flush();
        network.Start();
        AwaitFirstFiles(network);
        if (_stop.IsCancellationRequested) return 1;
        Timeline.Head();
        bool all = true;
        foreach (var step in DemoSteps.All(network.Clones))
            if (!_stop.IsCancellationRequested) all &= Follow(network, step);
        if (!all) Out.Line($"\nNot everything arrived. What the assistants said is in {network.Folder}/*.log");
        else if (!_stop.IsCancellationRequested) Out.Line("\nEverything arrived everywhere.");
        Out.Flush();
        if (Out.IsTerminal && !_stop.IsCancellationRequested)
        {
            Out.Line($"\nNow you: change files in {network.Folder}/{{{string.Join(',', network.Clones.Select(c => c.Name))}}} and see. Ctrl-C ends this; the folders stay.");
            Timeline.Head();
            new DemoWatch(time, network, _timeline).Run(_stop.Token);
            Out.Line($"\nThe folders are still there: {network.Folder}");
        }
        return all ? 0 : 1;
    }

    // A file of each clone that reached both others shows that all assistants are up; it is not part of the timeline.
    void AwaitFirstFiles(DemoNetwork network)
    {
        foreach (var clone in network.Clones) Fs.WriteText(clone.At($"hello from {clone.Name}.txt"), $"hello from {clone.Name}\n");
        bool AllGreeted() => network.Clones.All(c => network.Clones.All(o => c.State($"hello from {o.Name}.txt") is PathState.Content));
        if (!Await(AllGreeted, network, s_limit * 4)) throw new UserError($"the assistants did not exchange their first files; see {network.Folder}/*.log");
        string? Heads() => string.Join(' ', network.Clones.Select(c => c.Branch(DemoNetwork.Branch)));
        string? last = null;
        long since = time.GetTimestamp();
        Await(() =>
        {
            string? now = Heads();
            if (now != last) { last = now; since = time.GetTimestamp(); }
            return time.GetElapsedTime(since) > s_rest;
        }, network, s_limit);
    }

    bool Follow(DemoNetwork network, DemoStep step)
    {
        var before = Branches.Of(network.Clones, DemoNetwork.Branch);
        var old = network.Clones.SelectMany(c => step.Paths.Select(p => (c, p))).ToDictionary(x => x, x => x.c.State(x.p));
        long start = time.GetTimestamp();
        step.Do();
        var wanted = step.Paths.ToDictionary(p => p, step.Origin.State);
        var change = new Change(time, DemoNetwork.Branch, step.Origin, step.What, wanted, old, before, start);
        bool complete = Await(() => { change.Look(); _timeline.Show(change); return change.IsComplete; }, network, s_limit);
        if (!complete) _timeline.Show(change, all: true);
        Await(() => false, network, s_rest);    // single changes are shown from rest
        return complete;
    }

    /// <summary>Looks until it holds; false at the limit, or when asked to stop. An assistant that ended is an error.</summary>
    bool Await(Func<bool> condition, DemoNetwork network, TimeSpan limit)
    {
        long start = time.GetTimestamp();
        while (!condition())
        {
            if (network.Ended() is { } name) throw new UserError($"the assistant of {name} ended; see {network.Folder}/{name}.log");
            if (time.GetElapsedTime(start) > limit || _stop.Token.WaitHandle.WaitOne(s_look)) return false;
        }
        return true;
    }
}
