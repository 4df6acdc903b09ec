namespace Breezeway.Interop.Tests.Sync;

/// <summary>Every row of the conflict table and every case that was seen (sync.md 4): the same repositories are synced by the reference and by ours, from either side, and must have the same tree.</summary>
public sealed class ConflictTests
{
    const string Annexed = "echo base > f.txt; git annex add -q f.txt";
    const string Nothing = "true";

    /// <summary>Name, what both start from, what one side does, what the other does.</summary>
    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "both modified", Annexed, "rm f.txt; echo 1 > f.txt; git annex add -q f.txt", "rm f.txt; echo 2 > f.txt; git annex add -q f.txt" },
        { "both modified, unlocked", Annexed + "; git annex unlock -q f.txt", "echo 11 > f.txt", "echo 222 > f.txt" },
        { "both added", Nothing, "echo 1 > f.txt; git annex add -q f.txt", "echo 2 > f.txt; git annex add -q f.txt" },
        { "both added in a folder", Nothing, "mkdir -p 'a b/c'; echo 1 > 'a b/c/n.tar.gz'; git annex add -q .", "mkdir -p 'a b/c'; echo 2 > 'a b/c/n.tar.gz'; git annex add -q ." },
        { "odd names", Nothing, "for f in noext .hid 'we ird' d.ir-no; do echo 1$f > $f; done; git -c annex.dotfiles=true annex add -q .", "for f in noext .hid 'we ird' d.ir-no; do echo 2$f > $f; done; git -c annex.dotfiles=true annex add -q ." },
        { "modified and deleted", Annexed, "rm f.txt; echo 1 > f.txt; git annex add -q f.txt", "git rm -q f.txt" },
        { "modified, unlocked, and deleted", Annexed + "; git annex unlock -q f.txt", "echo 11 > f.txt", "git rm -q f.txt" },
        { "annexed and git's", Nothing, "echo 1 > f.txt; git annex add -q f.txt", "echo plain > f.txt; git annex add -q --force-small f.txt" },
        { "unlocked and git's", Nothing, "echo 1 > f.txt; git annex add -q f.txt; git annex unlock -q f.txt", "echo plain > f.txt; git annex add -q --force-small f.txt" },
        { "annexed and a symlink of the user's", Nothing, "echo 1 > f.txt; git annex add -q f.txt", "ln -s elsewhere f.txt; git add f.txt" },
        { "same content, locked and unlocked", Nothing, "echo 1 > f.txt; git annex add -q f.txt", "echo 1 > f.txt; git annex add -q f.txt; git annex unlock -q f.txt" },
        { "other content, locked and unlocked", Nothing, "echo 1 > f.txt; git annex add -q f.txt", "echo 2 > f.txt; git annex add -q f.txt; git annex unlock -q f.txt" },
        { "unlocked, one executable", Nothing, "echo 1 > f.txt; chmod +x f.txt; git annex add -q f.txt; git annex unlock -q f.txt", "echo 2 > f.txt; git annex add -q f.txt; git annex unlock -q f.txt" },
        { "a variant again", Nothing, "echo 1 > f.variant-abcd.txt; git annex add -q .", "echo 2 > f.variant-abcd.txt; git annex add -q ." },
        { "renamed and deleted", Annexed, "git mv f.txt g", "git rm -q f.txt" },
        { "two at once", "echo a > a; echo b > b; git annex add -q .", "for f in a b; do rm $f; echo 1$f > $f; done; git annex add -q .", "for f in a b; do rm $f; echo 2$f > $f; done; git annex add -q ." },
    };

    static Clone[] Prepare(Sandbox sandbox, string start, string first, string second)
    {
        var far = sandbox.Init("far", Program.Mid);
        far.Write("kept", "kept\n");
        Do(far, $"git annex add -q kept; {start}", "base");
        sandbox.Git(Program.Mid, sandbox.Root, "clone", "-q", far.Path, $"{sandbox.Root}/near").MustSucceed();
        var near = new Clone(sandbox, "near", $"{sandbox.Root}/near", Program.Mid);
        near.Annex("init", "near");
        near.Annex("get", "-q");
        Do(far, second, "second");
        Do(near, first, "first");
        near.Git("remote", "set-url", "origin", "../far");
        return [far, near];
    }

    static void Do(Clone clone, string script, string message)
    {
        clone.Run("sh", "-ec", script).MustSucceed();
        clone.Run("sh", "-ec", $"git annex add -q . || true; git -c annex.gitaddtoannex=false commit -qam {message}").MustSucceed();
    }

    /// <summary>The same two repositories once more, in another folder; one of the two.</summary>
    static Clone CopyOf(Sandbox sandbox, string folder, Program program, string which = "near")
    {
        sandbox.Run(Program.Mid, sandbox.Root, ["sh", "-ec", $"mkdir {folder}; cp -a far near {folder}/"]).MustSucceed();
        return new Clone(sandbox, which, $"{sandbox.Root}/{folder}/{which}", program);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Ours_resolves_it_to_the_same_tree_from_either_side(string name, string start, string first, string second)
    {
        _ = name;
        using var sandbox = new Sandbox();
        Prepare(sandbox, start, first, second)[0].Git("remote", "add", "near", "../near");
        foreach (string side in new[] { "near", "far" })
        {
            var reference = CopyOf(sandbox, $"mid-{side}", Program.Mid, side);
            var ours = CopyOf(sandbox, $"ours-{side}", Program.Ours, side);
            Assert.Equal(reference.TryAnnex("sync").ExitCode, ours.TryAnnex("sync").ExitCode);
            Assert.Equal(reference.Git("ls-tree", "-r", "HEAD"), ours.Git("ls-tree", "-r", "HEAD"));
            Assert.Equal("", ours.Git("status", "--porcelain"));
            foreach (string file in reference.Files()) Assert.Equal((file, reference.HasContent(file)), (file, ours.HasContent(file)));
        }
    }

    [Fact]
    public void A_folder_keeps_its_name_beside_a_file_whose_variant_is_the_same_from_either_side()
    {
        var trees = new List<string>();
        foreach (bool swap in new[] { false, true })
        {
            using var sandbox = new Sandbox();
            const string File = "echo 1 > f; git annex add -q f", Folder = "mkdir f; echo 2 > f/x; git annex add -q f";
            Prepare(sandbox, Nothing, swap ? Folder : File, swap ? File : Folder);
            var near = CopyOf(sandbox, "ours", Program.Ours);
            near.Annex("sync");
            trees.Add(near.Git("ls-tree", "-r", "--name-only", "HEAD"));
        }
        Assert.Equal(trees[0], trees[1]);
        Assert.Matches("^f[.]variant-[0-9a-f]{4}\nf/x\nkept\n$", trees[0]);
    }

    [Theory]
    [InlineData("merge")]
    [InlineData("resolvemerge")]
    public void Both_are_resolved_by_the_command_that_is_for_it(string command)
    {
        using var sandbox = new Sandbox();
        var far = Prepare(sandbox, Annexed, "rm f.txt; echo 1 > f.txt; git annex add -q f.txt", "rm f.txt; echo 2 > f.txt; git annex add -q f.txt")[0];
        var near = CopyOf(sandbox, "ours", Program.Ours);
        near.Git("fetch", "-q", "origin");
        if (command == "merge") near.Annex("merge", "origin/master");
        else
        {
            near.TryGit("merge", "origin/master").MustFail();
            near.Annex("resolvemerge");
        }
        Assert.Equal(3, near.Git("ls-files").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(far.Head, near.Ref("HEAD^2"));
        near.TryAnnex("resolvemerge").MustFail();
    }

    [Fact]
    public void A_conflict_of_gits_own_file_is_left_to_the_user_and_its_markers_are_not_committed()
    {
        using var sandbox = new Sandbox();
        const string Plain = "echo {0} > p; git annex add -q --force-small p";
        Prepare(sandbox, Plain.Replace("{0}", "0"), Plain.Replace("{0}", "1"), Plain.Replace("{0}", "2"));
        var near = CopyOf(sandbox, "ours", Program.Ours);
        var head = near.Head;
        near.TryAnnex("sync").MustFail();
        near.TryAnnex("sync").MustFail();
        near.TryAnnex("resolvemerge").MustFail();
        Assert.Equal(head, near.Head);
        Assert.Equal("UU p\n", near.Git("status", "--porcelain"));
        near.Write("p", "both\n");
        near.Annex("sync");
        Assert.Equal("", near.Git("status", "--porcelain"));
        Assert.Equal("both\n", near.Git("show", "HEAD:p"));
    }

    [Fact]
    public void Without_resolving_the_merge_stays_in_conflict()
    {
        using var sandbox = new Sandbox();
        Prepare(sandbox, Nothing, "echo 1 > f; git annex add -q f", "echo 2 > f; git annex add -q f");
        var near = CopyOf(sandbox, "ours", Program.Ours);
        near.TryAnnex("sync", "--no-resolvemerge").MustFail();
        Assert.Equal("AA f\n", near.Git("status", "--porcelain"));
        Assert.True(near.Exists(".git/MERGE_HEAD"));
    }

    [Fact]
    public void Many_at_once_which_the_reference_does_not_survive()
    {
        using var sandbox = new Sandbox();
        string start = "for i in 1 2 3 4 5 6 7 8 9; do echo $i > f$i; done; git annex add -q .";
        Prepare(sandbox, start, "for i in 1 2 3 4 5 6; do rm f$i; echo a$i > f$i; done; git rm -q f7 f8 f9; git annex add -q .", "for i in 1 3 5 7 8 9; do rm f$i; echo b$i > f$i; done; git rm -q f2 f4 f6; git annex add -q .");
        var near = CopyOf(sandbox, "ours", Program.Ours);
        near.Annex("sync");
        Assert.Equal(1 + 6 + 3 + 3, near.Git("ls-files").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("", near.Git("status", "--porcelain"));
    }
}
