using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Text;
using Breezeway.Git;
using Breezeway.Git.History;
using Breezeway.Git.Objects;
using Breezeway.Git.Refs;

namespace Breezeway.Annex.Branch;

/// <summary>One change of a branch file: from its content (empty when there is none) to the new one; null leaves it. Must be repeatable.</summary>
public delegate string? BranchEdit(string content);

/// <summary>
/// The git-annex branch of a repository: journal, commits, union merge (branch.md 5 to 7). Written directly, as section 6 allows: the reference's own index of the
/// branch is left alone and catches up by itself. Thread-safe within a process; between processes by the journal's lock.
/// </summary>
public sealed class AnnexBranch(ObjectStore objects, RefStore refs, string annexDirectory, Objects.Permissions permissions, Func<Identity> identity, string commitMessage)
{
    public const string RefName = "refs/heads/git-annex";

    readonly Lock _process = new();
    readonly Journal _journal = new(annexDirectory, "journal", permissions), _private = new(annexDirectory, "journal-private", permissions);
    readonly CommitGraph _graph = new(objects.ReadCommit);
    readonly BranchTree _tree = new(objects);
    bool? _hasPrivate;

    /// <summary>Called under the lock right before a commit: makes the content that the logs speak of durable.</summary>
    public Action? BeforeCommit { get; set; }

    /// <summary>Called after the branch moved, with its new commit.</summary>
    public Action<Sha>? Moved { get; set; }

    /// <summary>The branch's commit; null before it exists.</summary>
    public Sha? Tip => refs.Read(RefName);

    /// <summary>The tree of the branch's commit.</summary>
    public Sha Tree => Tip is { } t ? objects.ReadCommit(t).Tree : Sha.EmptyTree;

    /// <summary>The lock that every change of journal and branch is made under, taken as the reference takes it.</summary>
    IDisposable LockJournal()
    {
        _process.Enter();
        try
        {
            permissions.MakeDirectories(annexDirectory);
            return new Held(this, RecordLock.Exclusive($"{annexDirectory}/journal.lck"));
        }
        catch { _process.Exit(); throw; }
    }

    sealed class Held(AnnexBranch branch, RecordLock file) : IDisposable
    {
        public void Dispose() { file.Dispose(); branch._process.Exit(); }
    }

    /// <summary>A file's content: journal before branch, private journal after either; empty when there is none.</summary>
    public string Read(string path)
    {
        string content = ReadPublic(path);
        if (!(_hasPrivate ??= Fs.IsDirectory($"{annexDirectory}/journal-private"))) return content;
        return _private.Read(path) is { } p ? content + p : content;
    }

    string ReadPublic(string path) => _journal.Read(path) ?? ReadCommitted(path);

    /// <summary>What the branch's commit has, the journal aside.</summary>
    public string ReadCommitted(string path) => _tree.Read(Tree, path) is { } b ? ByteText.From(b) : "";

    /// <summary>Every file of branch and journal with its content, in byte order of paths; for what must look at all.</summary>
    public IEnumerable<string> Paths()
    {
        var all = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var f in TreeDiff.Files(objects, Tree)) all.Add(f.Name);
        all.UnionWith(_journal.Paths());
        all.UnionWith(_private.Paths());
        return all;
    }

    /// <summary>Changes files in the journal, all under one lock; returns whether anything changed. Committed later by <see cref="Commit"/>.</summary>
    /// <param name="isPrivate">The change regards a private repository: it stays in this clone.</param>
    public bool Change(IReadOnlyCollection<(string Path, BranchEdit Edit)> edits, bool isPrivate = false)
    {
        if (edits.Count == 0) return false;
        bool any = false;
        using (LockJournal())
        {
            foreach (var (path, edit) in edits)
            {
                string old = isPrivate ? _private.Read(path) ?? ReadPublic(path) : ReadPublic(path);
                if (edit(old) is not { } now || now == old) continue;
                if (isPrivate) { _private.Write(path, now); _hasPrivate = true; } else _journal.Write(path, now);
                any = true;
            }
        }
        return any;
    }

    public bool Change(string path, BranchEdit edit, bool isPrivate = false) => Change([(path, edit)], isPrivate);

    /// <summary>Commits what the journal holds; false when it was empty.</summary>
    public bool Commit(string? message = null)
    {
        if (_journal.IsEmpty) return false;
        using (LockJournal()) return CommitLocked(message ?? commitMessage, []);
    }

    /// <summary>The branch's first commit, when there is none yet: from origin's if that exists, else an empty tree.</summary>
    public void Create()
    {
        if (Tip is not null) return;
        using (LockJournal())
        {
            if (Tip is not null) return;
            if (refs.Read("refs/remotes/origin/git-annex") is { } origin) { Move(origin, default, "branch: Created from origin/git-annex"); return; }
            // an empty tree must exist as an object for git's own checks
            WriteEmptyTree();
            Move(WriteCommit(Sha.EmptyTree, [], "branch created"), default, "branch created");
        }
    }

    void WriteEmptyTree()
    {
        if (!Fs.Exists(objects.LoosePath(Sha.EmptyTree))) objects.PutLoose(Sha.EmptyTree, LooseObject.Encode(GitObjectType.Tree, []));
    }

    /// <summary>
    /// Commits journal and merged refs on top of whatever the branch is now. Committed journal files are removed only after the ref has moved: a kill leaves them, and they are
    /// committed again with the same outcome.
    /// </summary>
    bool CommitLocked(string message, IReadOnlyList<Sha> mergeParents)
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            var tip = Tip;
            Sha baseTree = tip is { } t ? objects.ReadCommit(t).Tree : Sha.EmptyTree;
            Sha tree = baseTree;
            foreach (var other in mergeParents) tree = _tree.Union(tree, objects.ReadCommit(other).Tree);
            var paths = _journal.Paths();
            var edits = new List<TreeEdit>(paths.Count);
            foreach (string path in paths)
            {
                if (_journal.Read(path) is not { } content) continue;
                // with refs merged in the journal's content, made before, lacks their lines
                if (mergeParents.Count > 0 && _tree.Read(tree, path) is { } merged)
                    content = ByteText.From(UnionMerge.Merge(ByteText.Bytes(content), merged).Content);
                edits.Add(content.Length == 0 ? TreeEdit.Remove(path) : TreeEdit.Set(path, GitMode.File, objects.Write(GitObjectType.Blob, ByteText.Bytes(content))));
            }
            if (edits.Count > 0) tree = TreeEditor.Apply(objects, objects, tree, edits).Root;
            if (tree == baseTree && tip is not null && mergeParents.Count == 0)
            {
                foreach (string path in paths) _journal.Remove(path);
                return false;
            }
            if (paths.Count > 0) BeforeCommit?.Invoke();
            if (tree == Sha.EmptyTree) WriteEmptyTree();
            Sha commit = WriteCommit(tree, tip is { } p ? [p, .. mergeParents] : mergeParents, message);
            if (!refs.TryUpdate(RefName, commit, tip ?? default, identity().Committer, message)) continue;
            foreach (string path in paths) _journal.Remove(path);
            Moved?.Invoke(commit);
            return true;
        }
        throw new UserError("the git-annex branch is being changed all the time by another program; try again");
    }

    Sha WriteCommit(Sha tree, IReadOnlyList<Sha> parents, string message)
    {
        var who = identity();
        return objects.Write(GitObjectType.Commit, CommitCodec.Format(new Commit(tree, parents, who.Author, who.Committer, message + "\n")));
    }

    void Move(Sha to, Sha from, string message)
    {
        if (!refs.TryUpdate(RefName, to, from, identity().Committer, message)) throw new UserError("the git-annex branch could not be updated; try again");
        Moved?.Invoke(to);
    }

    /// <summary>All refs whose last part is git-annex, apart from the branch itself.</summary>
    public IReadOnlyList<(string Name, Sha Value)> OtherRefs() =>
        [.. refs.List("refs/").Where(r => r.Name != RefName && r.Name.EndsWith("/git-annex", StringComparison.Ordinal))];

    /// <summary>
    /// Merges refs in (branch.md 7). A fast-forward where nothing else is to be added; else one commit whose parents are the branch and the refs. Returns whether the
    /// branch moved. Throws <see cref="UserError"/> for tunings or transitions that do not fit.
    /// </summary>
    public bool MergeRefs(IReadOnlyList<(string Name, Sha Value)> others)
    {
        var fresh = Fresh(others);
        if (fresh.Count == 0) return false;
        using (LockJournal())
        {
            fresh = Fresh(fresh);
            if (fresh.Count == 0) return false;
            if (Tip is { } tip)
            {
                fresh = BranchMergeRules.Admit(this, objects, annexDirectory, tip, fresh);
                if (fresh.Count == 0) return false;
                if (_journal.IsEmpty && Newest(tip, fresh) is { } forward)
                {
                    Move(forward, tip, $"merging {Short(fresh[0].Name)} into git-annex");
                    return true;
                }
            }
            string names = string.Join(' ', fresh.Select(r => Short(r.Name)));
            return CommitLocked($"merging {names} into git-annex", [.. fresh.Select(r => r.Value).Distinct()]);
        }
    }

    /// <summary>The refs among those that hold something new, named as messages name them.</summary>
    public IReadOnlyList<string> News(IReadOnlyList<(string Name, Sha Value)> others) => [.. Fresh(others).Select(r => Short(r.Name))];

    /// <summary>Merges every ref there is; see <see cref="MergeRefs"/>.</summary>
    public bool MergeAll() => MergeRefs(OtherRefs());

    List<(string Name, Sha Value)> Fresh(IReadOnlyList<(string Name, Sha Value)> others)
    {
        if (others.Count == 0) return [];
        var tip = Tip;
        var ignored = BranchMergeRules.Ignored(annexDirectory);
        var seen = new HashSet<Sha>();
        var fresh = new List<(string, Sha)>();
        foreach (var r in others)
            if (seen.Add(r.Value) && !ignored.Contains(r.Value) && r.Value != tip && !(tip is { } t && IsMerged(r.Value, t))) fresh.Add(r);
        return fresh;
    }

    readonly Dictionary<Sha, Sha> _merged = [];
    bool IsMerged(Sha other, Sha tip)
    {
        lock (_merged) if (_merged.ContainsKey(other)) return _merged[other] == tip || _graph.IsAncestor(_merged[other], tip);
        bool yes = _graph.IsAncestor(other, tip);
        if (yes) lock (_merged) _merged[other] = tip;
        return yes;
    }

    /// <summary>The one among tip and refs that contains all others; null when there is none, or it is the tip.</summary>
    Sha? Newest(Sha tip, List<(string Name, Sha Value)> others)
    {
        foreach (var (_, candidate) in others)
            if (_graph.IsAncestor(tip, candidate) && others.All(o => _graph.IsAncestor(o.Value, candidate))) return candidate;
        return null;
    }

    static string Short(string name) => name.StartsWith("refs/heads/", StringComparison.Ordinal) ? name[11..]
        : name.StartsWith("refs/remotes/", StringComparison.Ordinal) ? name[13..] : name;
}
