
namespace Breezeway.Interop.Tests.Assistant;

/// <summary>The daemon is killed at its effects on the file system, one after the other, while it commits, pushes and merges; its next start finishes what was begun.</summary>
public sealed class CrashTests : IDisposable
{
    readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    (Clone A, Clone B) Pair()
    {
        Machine.Need(Program.Ours);
        var a = _sandbox.Init("a");
        a.Write("first", "first\n");
        a.Annex("add", "first");
        a.Git("commit", "-q", "-m", "first");
        var b = _sandbox.CloneOf(a, "b");
        return (a, b);
    }

    /// <summary>A spread of effects in the ordinary run, every one with --long.</summary>
    public static TheoryData<int> Effects()
    {
        var data = new TheoryData<int>();
        for (int n = 1; n <= 160; n += Machine.Long ? 1 : 23) data.Add(n);
        return data;
    }

    [Theory, MemberData(nameof(Effects))]
    public void Killed_at_an_effect_while_it_sends_a_file_it_loses_nothing_and_converges(int n)
    {
        var (a, b) = Pair();
        using var there = Daemon.Start(b);
        using (var dying = Daemon.Start(a, environment: Trace.KillOurs(n), wait: false))
        {
            a.Write("precious.txt", $"the only copy {n}\n");
            Until.Try(() => !dying.IsRunning || b.HasContent("precious.txt"), TimeSpan.FromSeconds(20));
            dying.Kill();
        }
        Assert.True(a.HasContent("precious.txt"));
        using var again = Daemon.Start(a);
        Until.Holds("it arrives", () => b.HasContent("precious.txt"), details: () => again.Log + there.Log);
        Until.Holds("both are at the same commit", () => a.Head == b.Head);
        again.Stop();
        there.Stop();
        Assert.Equal($"the only copy {n}\n", b.Read("precious.txt"));
        a.MustBeSound(Program.Mid);
        b.MustBeSound(Program.Mid);
        Assert.Equal("", a.Git("log", "--diff-filter=D", "--name-only", "--format="));
    }

    [Theory, MemberData(nameof(Effects))]
    public void Killed_at_an_effect_while_it_merges_it_loses_nothing_and_converges(int n)
    {
        var (a, b) = Pair();
        using var there = Daemon.Start(a);
        using (var dying = Daemon.Start(b, environment: Trace.KillOurs(n), wait: false))
        {
            a.Write("one.txt", $"one {n}\n");
            a.Write("first", "changed\n");
            Until.Try(() => !dying.IsRunning || b.HasContent("one.txt"), TimeSpan.FromSeconds(20));
            dying.Kill();
        }
        using var again = Daemon.Start(b);
        Until.Holds("it arrives", () => b.HasContent("one.txt"), details: () => again.Log + there.Log);
        Until.Holds("both are at the same commit", () => a.Head == b.Head);
        again.Stop();
        there.Stop();
        Assert.Equal($"one {n}\n", b.Read("one.txt"));
        b.MustBeSound(Program.Mid);
        Assert.Equal("", b.Git("log", "--diff-filter=D", "--name-only", "--format="));
    }
}
