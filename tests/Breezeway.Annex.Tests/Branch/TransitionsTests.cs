using Breezeway.Annex.Branch;
using Breezeway.Annex.Logs;
using CsCheck;

namespace Breezeway.Annex.Tests.Branch;

public class TransitionsTests
{
    const string Real = "ForgetGitHistory 1795491293.564796858s\nForgetDeadRemotes 1795491293.564796858s\nForgetGitHistory 1795491322.536720964s\n";

    static TransitionsLog Log(string text) => TransitionsLog.Parse(text, "local");

    // As git-annex 10.20250416 wrote them back.
    [Theory]
    [InlineData(Real, Real)]
    [InlineData("ForgetDeadRemotes 5s\r\nForgetGitHistory 0\n\nForgetGitHistory 0s", "ForgetGitHistory 0s\nForgetDeadRemotes 5s\n")]
    [InlineData("ForgetDeadRemotes 5s\nForgetGitHistory 7 x\n", "ForgetDeadRemotes 5s\nForgetGitHistory 7s\n")]
    [InlineData("ForgetDeadRemotes 5s\nForgetGitHistory\n", "ForgetDeadRemotes 5s\n")]
    public void Transitions_are_a_sorted_set(string text, string rebuilt) => Assert.Equal(rebuilt, Log(text).Build());

    [Fact]
    public void An_unknown_transition_is_fatal() =>
        Assert.Equal("unknown transitions listed in origin/git-annex; upgrade git-annex!",
            Assert.Throws<UserError>(() => TransitionsLog.Parse("ForgetDeadRemotes 5s\nFoo 5s\n", "origin/git-annex")).Message);

    [Fact]
    public void Forgetting_starts_a_new_branch()
    {
        var plan = Transitions.Start(TransitionsLog.Empty, [Transition.ForgetDeadRemotes, Transition.ForgetGitHistory], LogTime.Parse("5s"));
        Assert.Equal("ForgetGitHistory 5s\nForgetDeadRemotes 5s\n", plan.All.Build());
        Assert.Equal("""new branch for transition ["forget git history","forget dead remotes"]""", plan.Message);
        Assert.True(plan.NewBranch);
    }

    [Fact]
    public void Branches_that_agree_merge_as_ever()
    {
        var plan = Transitions.Plan(Log(Real), [Log(Real), Log(Real)]);
        Assert.Empty(plan.Perform);
        Assert.False(plan.NewBranch);
        Assert.Equal([0, 1], plan.Parents);
    }

    [Fact]
    public void A_ref_that_lacks_a_transition_is_merged_without_becoming_a_parent()
    {
        var plan = Transitions.Plan(Log(Real), [Log(Real), TransitionsLog.Empty]);
        Assert.Equal([Transition.ForgetGitHistory, Transition.ForgetDeadRemotes], plan.Perform);
        Assert.False(plan.NewBranch);
        Assert.Equal([0], plan.Parents);
        Assert.StartsWith("continuing transition [", plan.Message);
    }

    [Fact]
    public void A_local_branch_that_lacks_a_transition_is_made_anew()
    {
        var plan = Transitions.Plan(TransitionsLog.Empty, [Log("ForgetGitHistory 5s\n"), Log("ForgetGitHistory 5s\nForgetGitHistory 6s\n")]);
        Assert.Equal([Transition.ForgetGitHistory], plan.Perform);
        Assert.True(plan.NewBranch);
        Assert.Equal([1], plan.Parents);
        Assert.Equal("""new branch for transition ["forget git history"]""", plan.Message);
    }

    [Fact]
    public void Sets_unite() =>
        Gen.OneOfConst("ForgetGitHistory 5s\n", "ForgetGitHistory 5.5s\n", "ForgetDeadRemotes 5s\n", "ForgetDeadRemotes 1s\n").List[0, 4].Select(l => Log(string.Concat(l))).Array[3].Sample(l =>
        {
            var (a, b, c) = (l[0], l[1], l[2]);
            Assert.Equal(a.Union(b), b.Union(a));
            Assert.Equal(a.Union(b).Union(c), a.Union(b.Union(c)));
            Assert.Equal(a, a.Union(a));
            Assert.True(a.Union(b).Includes(b));
            Assert.Equal(a.Includes(b), a.Union(b).Equals(a));
            Assert.Equal(a, Log(a.Build()));
        });

    [Fact]
    public void A_file_that_is_not_concerned_is_left_alone()
    {
        var dead = new DeadRemotes("d X timestamp=1s\n", "s sameas-uuid=d timestamp=1s\n");
        Assert.Equal([new Uuid("d"), new("s")], dead.Uuids.Order());
        foreach (string path in new[] { "trust.log", "numcopies.log", "export.log", "b66/a69/SHA256E-s3--98ea.log.web", "readme.txt", "b66/SHA256E-s3--98ea.log" })
            Assert.Same("1s 1 d\njunk\n", dead.Forget(path, "1s 1 d\njunk\n"));
        Assert.Null(dead.Forget("b66/a69/SHA256E-s3--98ea.log", "1s 1 d\n2s 0 s\n"));
        Assert.Null(new DeadRemotes("d X timestamp=1s\n", "", 1).Forget("b66/SHA256E-s3--98ea.log", "1s 1 d\n"));
    }
}
