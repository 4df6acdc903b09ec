using Breezeway.Annex.Logs;

namespace Breezeway.Annex.Tests.Branch;

/// <summary>Transitions on branches, beside what git-annex 10.20250416 was seen to do.</summary>
public class BranchTransitionTests
{
    static void Forget(Node n, bool dead = false) =>
        n.Branch.Forget(dead ? [Transition.ForgetGitHistory, Transition.ForgetDeadRemotes] : [Transition.ForgetGitHistory], n.Clock);

    [Fact]
    public void Forgetting_leaves_one_commit_with_all_content()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a");
        n[0].Add("x.log", "1");
        Forget(n[0]);
        Assert.Empty(n[0].Commit.Parents);
        Assert.Equal("new branch for transition [\"forget git history\"]\n", n[0].Commit.Message);
        Assert.Equal("1\n", n[0].Branch.Read("x.log"));
        Assert.Matches("^ForgetGitHistory [0-9]+s\n$", n[0].Branch.Read("transitions.log"));
        Assert.False(n[0].Branch.HasPending);
    }

    [Fact]
    public void Forgetting_the_dead_takes_their_entries_out()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a");
        n[0].Write("trust.log", "d X timestamp=1s\n");
        n[0].Write("uuid.log", "d dead timestamp=1s\nu live timestamp=1s\n");
        n[0].Write("b66/a69/SHA256E-s3--98ea.log", "1s 1 d\n2s 0 u\n");
        n[0].Write("b66/a6a/SHA256E-s3--98eb.log", "1s 1 d\n");
        Forget(n[0], dead: true);
        Assert.Equal(["b66/a69/SHA256E-s3--98ea.log", "transitions.log", "trust.log", "uuid.log"], n[0].Files().Keys.Order());
        Assert.Equal("u live timestamp=1s\n", n[0].Branch.Read("uuid.log"));
        Assert.Equal("2s 0 u\n", n[0].Branch.Read("b66/a69/SHA256E-s3--98ea.log"));
    }

    [Fact]
    public void A_branch_that_has_not_forgotten_goes_on_from_the_one_that_has_and_keeps_its_news()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a", "b");
        n[0].Add("x.log", "1");
        n[1].Fetch(n[0]);
        n[1].Branch.MergeAll();
        Forget(n[0]);
        n[1].Add("x.log", "2");
        n[1].Fetch(n[0]);
        Assert.True(n[1].Branch.MergeAll());
        Assert.Equal([n[0].Tip!.Value], n[1].Commit.Parents);
        Assert.Equal("continuing transition [\"forget git history\"]\n", n[1].Commit.Message);
        Assert.Equal("1\n2\n", n[1].Branch.Read("x.log"));
        Assert.False(n[1].Branch.MergeAll());
        n[0].Fetch(n[1]);
        n[0].Branch.MergeAll();
        Assert.Equal(n[1].Tip, n[0].Tip);
    }

    [Fact]
    public void A_ref_that_has_not_forgotten_is_merged_once_and_ignored_from_then_on()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a", "b");
        n[0].Add("x.log", "1");
        n[1].Add("x.log", "2");
        Forget(n[0]);
        n[0].Fetch(n[1]);
        var before = n[0].Tip!.Value;
        Assert.True(n[0].Branch.MergeAll());
        Assert.Equal([before], n[0].Commit.Parents);
        Assert.Equal("1\n2\n", n[0].Branch.Read("x.log"));
        Assert.Equal($"{n[1].Tip}\n", n[0].State("ignoredrefs"));
        Assert.False(n[0].Branch.MergeAll());
    }

    [Fact]
    public void A_stale_ref_without_news_makes_no_commit()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a", "b");
        n[0].Add("x.log", "1");
        n[1].Fetch(n[0]);
        n[1].Branch.MergeAll();
        Forget(n[0]);
        n[0].Fetch(n[1]);
        var before = n[0].Tip;
        Assert.False(n[0].Branch.MergeAll());
        Assert.Equal(before, n[0].Tip);
        Assert.Equal($"{n[1].Tip}\n", n[0].State("ignoredrefs"));
    }

    [Fact]
    public void Two_that_forgot_independently_end_with_one_history()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a", "b");
        n[0].Add("x.log", "1");
        n[1].Add("x.log", "2");
        Forget(n[0]);
        Forget(n[1], dead: true);
        n[0].Fetch(n[1]); n[1].Fetch(n[0]);
        n[0].Branch.MergeAll();
        n[1].Branch.MergeAll();
        Assert.Equal(n[0].Tip, n[1].Tip);
        Assert.Empty(n[0].Commit.Parents);
        Assert.Equal("1\n2\n", n[0].Branch.Read("x.log"));
        Assert.Equal(3, n[0].Branch.Read("transitions.log").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Old_lines_of_a_dead_repository_do_not_come_back_from_a_stale_ref()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a", "b");
        n[0].Write("trust.log", "d X timestamp=1s\n");
        n[0].Write("uuid.log", "d dead timestamp=1s\nu live timestamp=1s\n");
        n[1].Fetch(n[0]);
        n[1].Branch.MergeAll();
        Forget(n[0], dead: true);
        n[1].Add("uuid.log", "v third timestamp=5s");
        n[0].Fetch(n[1]);
        n[0].Branch.MergeAll();
        Assert.Equal("u live timestamp=1s\nv third timestamp=5s\n", n[0].Branch.Read("uuid.log"));
    }

    [Fact]
    public void Exported_trees_stay_reachable()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a");
        n[0].Add("x.log", "1");
        var tree = n[0].Tree;
        n[0].Add("export.log", $"1s u:v {tree}");
        Forget(n[0]);
        Assert.Equal("graft cleanup\n", n[0].Commit.Message);
        Node.Run(n[0].Repository.Top, "sh", "-c", $"git rev-list --objects git-annex | grep -q {tree}");
        Assert.DoesNotContain("export.tree", n[0].Files().Keys);
    }

    [Fact]
    public void Transitions_left_in_the_journal_by_a_kill_are_made_by_the_next_commit()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a");
        n[0].Add("x.log", "1");
        n[0].Branch.Change("transitions.log", _ => "ForgetGitHistory 5s\n");
        Assert.True(n[0].Branch.Commit());
        Assert.Empty(n[0].Commit.Parents);
    }
}
