using Breezeway.Base.Text;
using Breezeway.Git.Objects;

namespace Breezeway.Git.Tests.Objects;

public sealed class TreeEditorTests
{
    static readonly Sha S = Sha.EmptyBlob;
    readonly MemoryObjects _objects = new();

    Sha Apply(Sha tree, params TreeEdit[] edits) => TreeEditor.Apply(_objects, _objects, tree, edits).Root;

    Sha Tree(params string[] paths) => Apply(default, [.. paths.Select(File)]);

    static TreeEdit File(string path) => TreeEdit.Set(path, GitMode.File, S);

    string Paths(Sha tree) => string.Join(' ', TreeDiff.Files(_objects, tree).Select(f => f.Name));

    [Fact]
    public void Edits_change_only_what_they_name()
    {
        var tree = Tree("a", "d/e/f", "d/x", "z");
        Assert.Equal("a d/e/f d/e/g d/x z", Paths(Apply(tree, File("d/e/g"))));
        Assert.Equal("a d/x z", Paths(Apply(tree, TreeEdit.Remove("d/e/f"))));
        Assert.Equal("a z", Paths(Apply(tree, TreeEdit.RemoveTree("d"))));
        Assert.Equal("a d/e/f d/x z", Paths(Apply(tree, TreeEdit.Remove("d"))));
        Assert.Equal("a d z", Paths(Apply(tree, File("d"))));
        Assert.Equal("a/b d/e/f d/x z", Paths(Apply(tree, File("a/b"))));
        Assert.Equal("a d/e/f d/x z", Paths(Apply(tree, TreeEdit.Remove("a/b/c"), TreeEdit.RemoveTree("q/r"))));
        Assert.Equal(Sha.EmptyTree, Apply(tree, TreeEdit.RemoveTree("a"), TreeEdit.RemoveTree("d"), TreeEdit.Remove("z")));
        Assert.Equal(tree, Apply(tree));
        Assert.Equal(tree, Apply(tree, File("d/x")));
        Assert.Equal(Sha.EmptyTree, Apply(Sha.EmptyTree));
    }

    [Fact]
    public void A_directory_can_be_set_as_a_whole_and_changed_further()
    {
        var tree = Tree("a", "d/x");
        var other = Tree("p", "q/r");
        var set = TreeEdit.Set("d", GitMode.Tree, other);
        Assert.Equal("a d/p d/q/r", Paths(Apply(tree, set)));
        Assert.Equal("a d/p d/q/r d/q/s", Paths(Apply(tree, set, File("d/q/s"))));
        Assert.Equal("a d/q/r", Paths(Apply(tree, set, TreeEdit.Remove("d/p"))));
        Assert.Equal("a d", Paths(Apply(tree, set, File("d"))));
        Assert.Equal("a", Paths(Apply(tree, set, TreeEdit.RemoveTree("d"))));
        Assert.Equal("a", Paths(Apply(tree, TreeEdit.Set("d", GitMode.Tree, Sha.EmptyTree))));
    }

    [Fact]
    public void Only_touched_directories_are_read_and_written()
    {
        var tree = Tree([.. Enumerable.Range(0, 50).SelectMany(i => new[] { $"d{i}/a/f", $"d{i}/b/f" })]);
        int read = _objects.TreesRead;
        var edited = TreeEditor.Apply(_objects, _objects, tree, [File("d7/a/g")]);
        Assert.Equal(3, _objects.TreesRead - read);
        Assert.Equal(3, edited.NewTrees.Count);
        Assert.Equal(edited.Root, edited.NewTrees[^1]);
        read = _objects.TreesRead;
        var change = Assert.Single(TreeDiff.Between(_objects, tree, edited.Root));
        Assert.Equal(new TreeChange("d7/a/g", 0, default, GitMode.File, S), change);
        Assert.Equal(6, _objects.TreesRead - read);
    }

    [Fact]
    public void A_missing_tree_is_corrupt_data() => Assert.Throws<CorruptData>(() => Apply(Sha.Parse(new string('1', 40)), File("a")));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_edits_match_a_dictionary_and_git_accepts_the_trees(int seed)
    {
        using var repo = new GitRepo();
        var random = new Random(seed);
        Sha[] blobs = [_objects.Write(GitObjectType.Blob, []), _objects.Write(GitObjectType.Blob, "x"u8), _objects.Write(GitObjectType.Blob, "target"u8)];
        uint[] modes = [GitMode.File, GitMode.Executable, GitMode.Symlink];
        string[] names = ["a", "a-", "a.b", "b", "line\nbreak", "\u00e9\u00ff", "a0"];
        var model = new SortedDictionary<string, (uint Mode, Sha Sha)>(StringComparer.Ordinal);
        Sha tree = default;
        for (int round = 0; round < 60; round++)
        {
            var edits = new List<TreeEdit>();
            var before = model.ToDictionary();
            for (int i = random.Next(25); i >= 0; i--)
            {
                string path = string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => names[random.Next(names.Length)]));
                switch (random.Next(6))
                {
                    case 0:
                        edits.Add(TreeEdit.Remove(path));
                        model.Remove(path);
                        break;
                    case 1:
                        edits.Add(TreeEdit.RemoveTree(path));
                        foreach (string p in model.Keys.Where(p => p == path || p.StartsWith(path + "/")).ToList()) model.Remove(p);
                        break;
                    default:
                        var (mode, sha) = (modes[random.Next(3)], blobs[random.Next(3)]);
                        edits.Add(TreeEdit.Set(path, mode, sha));
                        foreach (string p in model.Keys.Where(p => p.StartsWith(path + "/") || path.StartsWith(p + "/")).ToList()) model.Remove(p);
                        model[path] = (mode, sha);
                        break;
                }
            }
            var now = Apply(tree, [.. edits]);
            Assert.Equal(model.Select(m => new TreeEntry(m.Value.Mode, m.Key, m.Value.Sha)), TreeDiff.Files(_objects, now));
            var changes = TreeDiff.Between(_objects, tree, now);
            Assert.Equal(changes.Select(c => c.Path).Order(StringComparer.Ordinal), changes.Select(c => c.Path));
            foreach (var c in changes)
            {
                if (c.IsRemoval) before.Remove(c.Path);
                else before[c.Path] = (c.NewMode, c.NewSha);
            }
            Assert.Equal(model, new SortedDictionary<string, (uint, Sha)>(before, StringComparer.Ordinal));
            tree = now;
        }
        _objects.StoreIn(repo);
        repo.GitIn(ByteText.Bytes(string.Concat(model.Select(m => $"{GitMode.ToOctal(m.Value.Mode)} {m.Value.Sha}\t{m.Key}\0"))), "update-index", "-z", "--index-info");
        Assert.Equal(tree.ToString(), repo.Git("write-tree"));
        repo.Git("commit-tree", "-m", "x", tree.ToString());
        Assert.Equal("", string.Join('\n', repo.TryGit("fsck", "--strict").Error.Split('\n').Where(l => l.StartsWith("error"))));
        foreach (var (path, entry) in model.Take(20))
            Assert.Equal(new TreeEntry(entry.Mode, path[(path.LastIndexOf('/') + 1)..], entry.Sha), TreeLookup.Find(_objects, tree, path));
        Assert.Null(TreeLookup.Find(_objects, tree, "not/there"));
    }
}
