using Breezeway.Annex.Branch;
using Breezeway.Git.Objects;

namespace Breezeway.Annex.Tests.Branch;

public class BranchMergeTests
{
    [Fact]
    public void A_ref_that_is_ahead_is_taken_as_it_is()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a", "b");
        n[1].Add("x.log", "1");
        n[0].Fetch(n[1]);
        Assert.True(n[0].Branch.MergeAll());
        Assert.Equal(n[1].Tip, n[0].Tip);
        Assert.False(n[0].Branch.MergeAll());
    }

    [Fact]
    public void Lines_that_a_later_commit_left_out_stay_out()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a", "b");
        n[1].Write("x.log", "1\n2\n");
        n[0].Fetch(n[1]);
        n[0].Branch.MergeAll();
        n[1].Write("x.log", "2\n");
        n[0].Fetch(n[1]);
        n[0].Branch.Change("y.log", _ => "y\n");
        n[0].Branch.MergeAll();
        Assert.Equal("2\n", n[0].Branch.ReadCommitted("x.log"));
        Assert.Equal("y\n", n[0].Branch.ReadCommitted("y.log"));
        Assert.Equal([n[1].Tip!.Value], n[0].Commit.Parents);
    }

    [Fact]
    public void Two_that_merge_each_other_at_once_make_the_same_commit()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a", "b");
        n[0].Add("x.log", "a");
        n[1].Add("x.log", "b");
        n[0].Fetch(n[1]);
        n[1].Fetch(n[0]);
        Sha[] before = [.. n.Select(x => x.Tip!.Value).Order()];
        Assert.True(n[0].Branch.MergeAll());
        Assert.True(n[1].Branch.MergeAll());
        Assert.Equal(n[0].Tip, n[1].Tip);
        Assert.Equal(before, n[0].Commit.Parents);
        Assert.Equal("a\nb\n", n[0].Branch.Read("x.log"));
        Assert.Equal("b <b@example.org>", n[0].Commit.Author[..17]);
    }

    [Fact]
    public void Of_two_merges_of_the_same_content_the_lesser_gives_way_and_nothing_is_said()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a", "b", "c");
        foreach (var x in n) x.Add("x.log", x.Name);
        // a merges b, then c; b merges c, then a: the same content by two histories
        n[0].Fetch(n[1]); n[1].Fetch(n[2]);
        var a = n[0].Tip!.Value;
        n[0].Branch.MergeAll();
        n[0].Fetch(n[2]);
        n[0].Branch.MergeAll();
        n[1].Branch.MergeAll();
        n[1].SetRef("refs/remotes/a/git-annex", a);
        n[1].Branch.MergeAll();
        Assert.Equal(n[0].Tree, n[1].Tree);
        Assert.NotEqual(n[0].Tip, n[1].Tip);
        var greater = n[0].Tip!.Value.CompareTo(n[1].Tip!.Value) > 0 ? n[0] : n[1];
        var lesser = greater == n[0] ? n[1] : n[0];
        var tip = greater.Tip;
        n[0].Fetch(n[1]); n[1].Fetch(n[0]);
        var said = new List<string>();
        greater.Branch.Says = said.Add;
        Assert.False(greater.Branch.MergeAll());
        Assert.Empty(said);
        Assert.True(lesser.Branch.MergeAll());
        Assert.Equal(tip, lesser.Tip);
        Assert.Equal(tip, greater.Tip);
    }

    [Fact]
    public void Changes_of_ones_own_are_never_left_out_of_history()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a", "b");
        n[0].Add("x.log", "1");
        n[1].Add("x.log", "1");
        Assert.Equal(n[0].Tree, n[1].Tree);
        n[0].Fetch(n[1]); n[1].Fetch(n[0]);
        n[0].Branch.MergeAll();
        n[1].Branch.MergeAll();
        // one of them merges, the other waits for that
        n[0].Fetch(n[1]); n[1].Fetch(n[0]);
        n[0].Branch.MergeAll();
        n[1].Branch.MergeAll();
        Assert.Equal(n[0].Tip, n[1].Tip);
        Assert.Equal(2, n[0].Commit.Parents.Count);
    }

    [Fact]
    public void Many_refs_are_merged_by_one_commit()
    {
        using var mesh = new Mesh();
        var n = mesh.Make([.. Enumerable.Range(0, 9).Select(i => $"n{i}")]);
        foreach (var x in n) { x.Add("same.log", x.Name); x.Add($"{x.Name}/deep/file.log", "1"); }
        foreach (var x in n.Skip(1)) n[0].Fetch(x);
        Assert.True(n[0].Branch.MergeAll());
        Assert.Equal(9, n[0].Commit.Parents.Count);
        Assert.Equal(string.Concat(n.Select(x => x.Name + "\n").Order()), n[0].Branch.Read("same.log"));
        Assert.Equal(10, n[0].Files().Count);
        Assert.False(n[0].Branch.MergeAll());
        Node.Run(n[0].Repository.Top, "git", "fsck", "--strict");
    }

    [Fact]
    public void The_journal_goes_into_the_merge()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a", "b");
        n[0].Add("x.log", "0");
        n[1].Fetch(n[0]);
        n[1].Branch.MergeAll();
        n[1].Add("x.log", "1");
        n[0].Branch.Change("x.log", old => old + "2\n");
        n[0].Fetch(n[1]);
        n[0].Branch.MergeAll();
        Assert.Equal("0\n1\n2\n", n[0].Branch.ReadCommitted("x.log"));
        Assert.False(n[0].Branch.HasPending);
    }

    [Fact]
    public void What_mergedrefs_and_ignoredrefs_name_is_passed_over()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a", "b", "c");
        n[1].Add("x.log", "1");
        n[2].Add("x.log", "2");
        n[0].Fetch(n[1]); n[0].Fetch(n[2]);
        Base.Files.Fs.MakeDirectories(n[0].Repository.AnnexDirectory);
        Base.Files.Fs.WriteText($"{n[0].Repository.AnnexDirectory}/mergedrefs", $"{n[1].Tip}\trefs/remotes/b/git-annex\nnonsense\n");
        Base.Files.Fs.WriteText($"{n[0].Repository.AnnexDirectory}/ignoredrefs", $"refs/heads/git-annex\n{n[2].Tip}\n");
        Assert.Empty(n[0].Branch.Unmerged());
        n[1].Add("x.log", "3");
        n[0].Fetch(n[1]);
        Assert.True(n[0].Branch.MergeAll());
        Assert.Equal($"{n[1].Tip}\trefs/remotes/b/git-annex\n", n[0].State("mergedrefs"));
    }

    [Fact]
    public void Refs_that_cannot_be_merged_are_read_beside_the_branch()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a", "b");
        n[0].Add("x.log", "a");
        n[1].Add("x.log", "b");
        n[1].Add("y.log", "b");
        n[0].Fetch(n[1]);
        var tip = n[0].Tip;
        n[0].Branch.AutoMerge = BranchAutoMerge.ReadOnly;
        Assert.Equal("a\nb\n", n[0].Branch.Read("x.log"));
        Assert.Equal(["x.log", "y.log"], n[0].Branch.Paths());
        Assert.Equal(tip, n[0].Tip);
    }

    [Fact]
    public void The_first_read_merges()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a", "b");
        n[1].Add("y.log", "b");
        n[0].Fetch(n[1]);
        n[0].Branch.AutoMerge = BranchAutoMerge.Merge;
        var said = new List<string>();
        n[0].Branch.Says = said.Add;
        Assert.Equal("b\n", n[0].Branch.Read("y.log"));
        Assert.Equal(["merging b/git-annex into git-annex..."], said);
    }

    [Fact]
    public void Repositories_tuned_differently_are_refused()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a", "b", "c");
        n[1].Add("difference.log", "u fromList [OneLevelObjectHash] timestamp=1s");
        n[2].Add("difference.log", "v fromList [OneLevelObjectHash] timestamp=2s");
        n[0].Add("x.log", "1");
        n[0].Fetch(n[1]);
        Assert.StartsWith("Remote repository is tuned", Assert.Throws<UserError>(() => n[0].Branch.MergeAll()).Message);
        n[1].Fetch(n[2]);
        Assert.True(n[1].Branch.MergeAll());
    }

    [Fact]
    public void What_regards_a_private_repository_is_read_but_not_committed()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a");
        n[0].Write("uuid.log", "u public timestamp=1s\n");
        n[0].Branch.Change("uuid.log", old => old + "p private timestamp=2s\n", isPrivate: true);
        n[0].Branch.Change("uuid.log", old => old.Replace("public", "new") + "v third timestamp=3s\n");
        n[0].Branch.Commit();
        Assert.Equal("u new timestamp=1s\nv third timestamp=3s\n", n[0].Branch.ReadCommitted("uuid.log"));
        Assert.EndsWith("p private timestamp=2s\n", n[0].Branch.Read("uuid.log"));
    }

    [Fact]
    public void A_remote_that_is_shallow_is_merged_all_the_same()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a", "b");
        n[1].Add("x.log", "1");
        var gone = n[1].Tip!.Value;
        n[1].Add("x.log", "2");
        n[0].Add("x.log", "0");
        n[0].Fetch(n[1]);
        Base.Files.Fs.Unlink(n[0].Repository.GitObjects.LoosePath(gone));
        using var fresh = AnnexRepository.OpenAt(n[0].Repository.Top, mesh.Time)!;
        Assert.True(fresh.Branch.MergeAll());
        Assert.Equal("0\n1\n2\n", fresh.Branch.Read("x.log"));
    }

    [Fact]
    public void Thousands_of_keys_become_one_pack()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a");
        n[0].Branch.Change([.. Enumerable.Range(0, 2000).Select(i => (BranchPath.Of(new Keys.Key("SHA256E", $"{i}", 1), KeyLog.Location), (BranchEdit)(_ => $"1s 1 {i}\n")))]);
        n[0].Branch.Commit();
        Assert.Equal(2000, n[0].Files().Count);
        Assert.True(Directory.GetFiles(mesh.Objects, "*", SearchOption.AllDirectories).Length < 20);
        Node.Run(n[0].Repository.Top, "git", "fsck", "--strict");
    }

    [Fact]
    public void What_a_push_brought_while_the_journal_was_waiting_is_kept()
    {
        using var mesh = new Mesh();
        var n = mesh.Make("a", "b");
        n[0].Write("x.log", "1s 1 old\n");
        n[1].Fetch(n[0]);
        n[1].Branch.MergeAll();
        n[0].Branch.Change("x.log", _ => "2s 0 old\n");
        n[1].Add("x.log", "1s 1 pushed");
        n[0].SetRef(AnnexBranch.RefName, n[1].Tip!.Value);
        n[0].Branch.Commit();
        Assert.Equal("2s 0 old\n1s 1 pushed\n", n[0].Branch.Read("x.log"));
    }
}
