using Breezeway.Sync.Plan;

namespace Breezeway.Sync.Tests.Plan;

public class CurrentBranchTests
{
    [Theory]
    [InlineData("master", "master", null, false)]
    [InlineData("foo/bar", "foo/bar", null, false)]
    [InlineData("adjusted/master(unlocked)", "master", "unlocked", false)]
    [InlineData("adjusted/foo/b(a)r(hidemissing-unlocked)", "foo/b(a)r", "hidemissing-unlocked", false)]
    [InlineData("views/master(tag=a;author=_)", "master", null, true)]
    [InlineData("odd(name)", "odd(name)", null, false)]
    public void The_branch_that_is_synced_is_read_from_the_one_checked_out(string checkedOut, string name, string? adjustment, bool view)
    {
        var branch = CurrentBranch.Parse(checkedOut);
        Assert.Equal((checkedOut, name, adjustment, view), (branch.CheckedOut, branch.Name, branch.Adjustment, branch.IsView));
        Assert.Equal($"refs/heads/synced/{name}", branch.SyncedRef);
    }

    [Fact]
    public void A_detached_head_has_none() => Assert.Null(CurrentBranch.Parse(null).Name);
}
