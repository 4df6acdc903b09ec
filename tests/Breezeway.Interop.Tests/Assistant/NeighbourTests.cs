
namespace Breezeway.Interop.Tests.Assistant;

/// <summary>The reference's assistant on the other side, and in the middle of a line of three.</summary>
public sealed class NeighbourTests : IDisposable
{
    readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory, InlineData(Program.Ours, Program.Ours, Program.Ours), InlineData(Program.Ours, Program.Mid, Program.Ours)]
    public void Twenty_changes_from_each_end_of_a_line_of_three_arrive_everywhere(Program first, Program middle, Program last)
    {
        foreach (var p in new[] { first, middle, last }) Machine.Need(p);
        var a = _sandbox.Init("a", first);
        a.Git("commit", "-q", "--allow-empty", "-m", "first");
        var b = _sandbox.CloneOf(a, "b", middle);
        var c = _sandbox.CloneOf(b, "c", last);
        using var da = Daemon.Start(a);
        using var db = Daemon.Start(b);
        using var dc = Daemon.Start(c);
        var expected = new Dictionary<string, string>();
        for (int i = 0; i < 20; i++)
            foreach (var clone in new[] { a, c })
            {
                string name = $"{clone.Name}{i}.txt", text = $"{clone.Name} {i}\n";
                clone.Write(name, text);
                expected[name] = text;
                Until.Try(() => false, TimeSpan.FromMilliseconds(100));
            }
        Until.Holds("all files are everywhere", () => new[] { a, b, c }.All(x => expected.All(e => x.TryRead(e.Key) == e.Value)), TimeSpan.FromSeconds(60),
            () => da.Log + db.Log + dc.Log);
        foreach (var x in new[] { a, b, c })
        {
            Assert.Equal("", x.Git("ls-files", "--unmerged"));
            Assert.Equal("", x.Git("log", "--diff-filter=D", "--name-only", "--format="));
        }
    }

    [Fact]
    public void Clones_that_change_at_the_same_moment_fall_silent_with_equal_files()
    {
        Machine.Need(Program.Ours);
        var a = _sandbox.Init("a");
        a.Git("commit", "-q", "--allow-empty", "-m", "first");
        var b = _sandbox.CloneOf(a, "b");
        using var da = Daemon.Start(a);
        using var db = Daemon.Start(b);
        for (int i = 0; i < 10; i++)
        {
            a.Write($"same{i}.txt", $"from a {i}\n");
            b.Write($"same{i}.txt", $"from b {i}\n");
        }
        Until.Holds("both sides of each conflict are in both clones", () => new[] { a, b }.All(x => Versions(x) == 20) && a.Head == b.Head, TimeSpan.FromSeconds(60), () => da.Log + db.Log);
        string? head = a.Head, annex = a.Ref("refs/heads/git-annex");
        Until.Holds("the branches rest", () => Until.Stays(() => { bool same = a.Head == head && b.Head == head && a.Ref("refs/heads/git-annex") == annex; (head, annex) = (a.Head, a.Ref("refs/heads/git-annex")); return same; }, TimeSpan.FromSeconds(2)), TimeSpan.FromSeconds(40));
        Assert.Equal(a.Files(), b.Files());
    }

    static int Versions(Clone clone) => clone.Files().Where(f => f.Contains("same", StringComparison.Ordinal)).Select(clone.TryRead).Where(t => t is not null && t.StartsWith("from ", StringComparison.Ordinal)).Distinct().Count();
}
