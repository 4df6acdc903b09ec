using Breezeway.Base.Files;
using Breezeway.Base.Processes;

namespace Breezeway.Testing;

/// <summary>A running `git-annex assistant --foreground` (or watch). Disposing stops it, hard if need be.</summary>
public sealed class Daemon : IDisposable
{
    static int s_count;
    readonly Child _child;
    readonly string _log;
    readonly FileHandle _output;
    readonly bool _wrapped;

    Daemon(Clone clone, Child child, string log, FileHandle output, bool wrapped)
    {
        Clone = clone;
        _child = child;
        _log = log;
        _output = output;
        _wrapped = wrapped;
    }

    public Clone Clone { get; }
    /// <summary>The process that is the daemon; its wrapper's only child if it has one.</summary>
    public int Id => _wrapped ? Processes.Tree(_child.Id).Skip(1).FirstOrDefault(_child.Id) : _child.Id;
    public bool IsRunning => _child.Poll() is null;
    /// <summary>What it wrote to stdout and stderr, and to its daemon.log.</summary>
    public string Log => Fs.ReadText(_log) + (Fs.TryReadText($"{Clone.GitFolder}/annex/daemon.log") ?? "");

    /// <summary>Starts it and waits until it watches the work tree, so that no change made from then on is missed.</summary>
    /// <param name="wrapper">A program and options that run it, such as strace; none for null.</param>
    public static Daemon Start(Clone clone, string command = "assistant", string[]? options = null,
        IEnumerable<(string Name, string? Value)>? environment = null, string[]? wrapper = null, bool wait = true)
    {
        string log = $"{clone.Sandbox.Root}/tmp/{clone.Name}-{Interlocked.Increment(ref s_count)}.log";
        var output = FileHandle.Open(log, OpenMode.Write | OpenMode.Create | OpenMode.Truncate);
        var prepared = clone.Sandbox.Prepare(clone.Program, clone.Path,
            [.. wrapper ?? [], "git-annex", command, "--foreground", .. options ?? []], environment);
        var daemon = new Daemon(clone, Child.Start(prepared with { OutputFile = output, ErrorFile = output }), log, output, wrapper is not null);
        if (wait) daemon.WaitUntilWatching();
        return daemon;
    }

    /// <summary>Waits until the work tree's root is watched; fails when it ends before.</summary>
    public void WaitUntilWatching(TimeSpan? within = null)
    {
        Until.Holds($"the daemon of {Clone.Name} watches", () => !IsRunning || Processes.Watches(Id, Clone.Path), within, () => Log);
        if (!IsRunning) throw new InvalidOperationException($"the daemon of {Clone.Name} ended at once, exit code {_child.Wait()}\n{Log}");
    }

    /// <summary>Asks it to end (SIGTERM) and returns its exit code; fails when it does not end, or leaves a process behind.</summary>
    public int Stop(TimeSpan? within = null)
    {
        var tree = Processes.Tree(_child.Id);
        _ = Child.Signal(Id, 15);
        Until.Holds($"the daemon of {Clone.Name} ends", () => !IsRunning, within, () => Log);
        Until.Holds($"the children of {Clone.Name}'s daemon end", () => tree.Skip(1).All(p => !Fs.Exists($"/proc/{p}")), within, () => Log);
        return _child.Wait();
    }

    /// <summary>kill -9 of it and all its children, as a crash.</summary>
    public void Kill()
    {
        foreach (int id in Processes.Tree(_child.Id)) _ = Child.Signal(id, 9);
        _child.Wait();
    }

    /// <summary>Waits for it to end by itself (killed at a fault point) and returns the exit code.</summary>
    public int WaitForEnd(TimeSpan? within = null)
    {
        Until.Holds($"the daemon of {Clone.Name} ends by itself", () => !IsRunning, within, () => Log);
        return _child.Wait();
    }

    public void Dispose()
    {
        if (IsRunning) Kill();
        _child.Dispose();
        _output.Dispose();
    }
}
