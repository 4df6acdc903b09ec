using Breezeway.Annex;
using Breezeway.Annex.Logs;
using Breezeway.Sync.Plan;

namespace Breezeway.Sync.Tests.Plan;

public sealed class WantsTests : IDisposable
{
    static readonly Uuid s_other = new("33333333-3333-4333-8333-333333333333");
    readonly Repo _repo = new();

    AnnexRepository Annex => _repo.Annex;

    void Set(Uuid uuid, string expression, string log = PreferredContentLog.Path) => Annex.Branch.Change(log, t => PreferredContentLog.Set(t, uuid, expression, Annex.Clock));

    [Fact]
    public void Without_an_expression_everything_is_wanted_and_kept()
    {
        using var wants = new Wants(Annex);
        var key = Repo.KeyOf("x");
        Assert.False(wants.HasExpression(Annex.Uuid));
        Assert.True(wants.Get(Annex.Uuid, key, "f"));
        Assert.False(wants.Drop(Annex.Uuid, key, ["f"]));
    }

    [Fact]
    public void Any_repository_can_be_asked_about_by_the_branch_alone()
    {
        Set(s_other, "include=*.mp3 and not copies=2");
        using var wants = new Wants(Annex);
        var key = Repo.KeyOf("x");
        Assert.True(wants.Get(s_other, key, "a.mp3"));
        Assert.False(wants.Get(s_other, key, "a.txt"));
        Assert.False(wants.Get(s_other, key, null));
        Annex.LogLocation(key, Annex.Uuid, true);
        Annex.LogLocation(key, new("u"), true);
        Assert.False(wants.Get(s_other, key, "a.mp3"));
        Assert.True(wants.Drop(s_other, key, ["a.mp3"]));
    }

    [Fact]
    public void A_drop_is_judged_as_if_the_content_were_not_there_and_one_file_that_is_wanted_keeps_it()
    {
        Set(s_other, "include=keep/* and not copies=2");
        using var wants = new Wants(Annex);
        var key = Repo.KeyOf("x");
        Annex.LogLocation(key, Annex.Uuid, true);
        Annex.LogLocation(key, s_other, true);
        Assert.False(wants.Get(s_other, key, "keep/f"));
        Assert.False(wants.Drop(s_other, key, ["x", "keep/f"]));
        Assert.True(wants.Drop(s_other, key, ["x"]));
    }

    [Fact]
    public void Required_content_is_wanted_and_told_apart()
    {
        Set(s_other, "nothing");
        Set(s_other, "include=r", PreferredContentLog.RequiredPath);
        using var wants = new Wants(Annex);
        var key = Repo.KeyOf("x");
        Assert.True(wants.Get(s_other, key, "r"));
        Assert.True(wants.Requires(s_other, key, ["q", "r"]));
        Assert.False(wants.Requires(s_other, key, ["q"]));
        Assert.False(wants.Drop(s_other, key, ["r"]));
    }

    [Fact]
    public void Policies_are_read_again_only_when_asked_and_changes_are_told()
    {
        using var wants = new Wants(Annex);
        var key = Repo.KeyOf("x");
        Assert.False(wants.Refresh());
        Set(s_other, "nothing");
        Assert.True(wants.Get(s_other, key, "f"));
        Assert.True(wants.Refresh());
        Assert.False(wants.Get(s_other, key, "f"));
        Annex.LogLocation(key, s_other, true);
        Assert.False(wants.Refresh());
    }

    [Fact]
    public void Who_knows_more_than_the_log_is_believed()
    {
        Set(s_other, "not copies=1");
        var known = new List<Uuid>();
        using var wants = new Wants(Annex, _ => known);
        Assert.True(wants.Get(s_other, Repo.KeyOf("x"), "f"));
        known.Add(Annex.Uuid);
        Assert.False(wants.Get(s_other, Repo.KeyOf("x"), "f"));
    }

    [Fact]
    public void Copies_that_an_attribute_asks_for_count_for_lackingcopies()
    {
        _repo.Plain(".gitattributes", "*.big annex.numcopies=3\n");
        Set(s_other, "lackingcopies=2");
        using var wants = new Wants(Annex);
        var key = _repo.Store("x");
        Annex.LogLocation(key, Annex.Uuid, true);
        Assert.True(wants.Get(s_other, key, "a.big"));
        Assert.False(wants.Get(s_other, key, "a"));
    }

    [Fact]
    public void Groups_of_the_branch_count()
    {
        Annex.Branch.Change(GroupLog.Path, t => GroupLog.Set(t, s_other, ["archive"], Annex.Clock));
        Set(s_other, "standard");
        using var wants = new Wants(Annex);
        var key = Repo.KeyOf("x");
        Assert.True(wants.Get(s_other, key, "f"));
        Annex.Branch.Change(GroupLog.Path, t => GroupLog.Set(t, new("u"), ["archive"], Annex.Clock));
        wants.Refresh();
        Annex.LogLocation(key, new("u"), true);
        Annex.LogLocation(key, new("v"), true);
        Assert.False(wants.Get(s_other, key, "f"));
    }

    public void Dispose() => _repo.Dispose();
}
