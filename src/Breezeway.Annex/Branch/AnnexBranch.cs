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
/// The git-annex branch of a repository: journal, commits, union merge (branch.md 5 to 9). Written directly, as section 6 allows: the reference's own index of the
/// branch is left alone and catches up by itself. Thread-safe within a process; between processes by the journal's lock.
/// </summary>
public sealed partial class AnnexBranch(ObjectStore objects, RefStore refs, string annexDirectory, Objects.Permissions permissions, Func<Identity> identity, Func<string> commitMessage)
{
    public const string RefName = "refs/heads/git-annex";

    readonly Lock _process = new();
    readonly Journal _journal = new(annexDirectory, "journal", permissions), _private = new(annexDirectory, "journal-private", permissions);
    readonly CommitGraph _graph = CommitGraph.Of(objects);
    readonly MergedRefs _mergedRefs = new(annexDirectory);
    readonly JournalBase _journalBase = new(annexDirectory);
    bool _hasPrivate;

    /// <summary>Called under the lock right before a commit: makes the content that the logs speak of durable.</summary>
    public Action? BeforeCommit { get; set; }

    /// <summary>Called after the branch moved, with its new commit.</summary>
    public Action<Sha>? Moved { get; set; }

    /// <summary>Told what is about to be done, as the reference says it: <c>recording state in git...</c>, <c>merging origin/git-annex into git-annex...</c>.</summary>
    public Action<string>? Says { get; set; }

    /// <summary>The branch's commit; null before it exists.</summary>
    public Sha? Tip => refs.Read(RefName);

    /// <summary>The tree of the branch's commit.</summary>
    public Sha Tree => TreeOf(Tip);

    Sha TreeOf(Sha? commit) => commit is { } c ? objects.ReadCommit(c).Tree : Sha.EmptyTree;

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

    /// <summary>
    /// A file's content: journal before branch; then the private journal, and refs that could not be merged in, timestamps deciding between them. Empty when there is none.
    /// </summary>
    public string Read(string path)
    {
        EnsureMerged();
        string content = ReadPublic(path);
        foreach (var tree in _unmerged) content = Join(content, ReadIn(tree, path));
        return HasPrivate && _private.Read(path) is { } p ? Join(content, p) : content;
    }

    static string Join(string a, string b) => b.Length == 0 ? a : a.Length == 0 || a[^1] == '\n' ? a + b : $"{a}\n{b}";

    bool HasPrivate => _hasPrivate || (_hasPrivate = Fs.IsDirectory($"{annexDirectory}/journal-private"));

    string ReadPublic(string path) => _journal.Read(path) ?? ReadCommitted(path);

    /// <summary>What the branch's commit has, the journal aside.</summary>
    public string ReadCommitted(string path) => ReadIn(Tree, path);

    string ReadIn(Sha tree, string path) => TreeLookup.Find(objects, tree, path) is { IsTree: false } e ? ByteText.From(objects.ReadBlob(e.Sha)) : "";

    /// <summary>Every file of branch and journal, in byte order of paths; for what must look at all.</summary>
    public IEnumerable<string> Paths()
    {
        EnsureMerged();
        var all = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var tree in _unmerged.Prepend(Tree))
            foreach (var f in TreeDiff.Files(objects, tree)) all.Add(f.Name);
        all.UnionWith(_journal.Paths());
        all.UnionWith(_private.Paths());
        return all;
    }

    /// <summary>Changes files in the journal, all under one lock; returns whether anything changed. Committed later by <see cref="Commit"/>.</summary>
    /// <param name="isPrivate">The change regards a private repository: it stays in this clone.</param>
    public bool Change(IReadOnlyCollection<(string Path, BranchEdit Edit)> edits, bool isPrivate = false)
    {
        if (edits.Count == 0) return false;
        EnsureMerged();
        bool any = false;
        using (LockJournal())
        {
            var tip = Tip;
            var tree = TreeOf(tip);
            bool empty = _journal.IsEmpty;
            foreach (var (path, edit) in edits)
            {
                string old = (isPrivate ? _private.Read(path) : null) ?? (empty ? null : _journal.Read(path)) ?? ReadIn(tree, path);
                if (edit(old) is not { } now || now == old) continue;
                any = true;
                if (isPrivate) { _private.Write(path, now); _hasPrivate = true; continue; }
                if (empty) _journalBase.Set(tip);
                empty = false;
                _journal.Write(path, now);
            }
        }
        return any;
    }

    public bool Change(string path, BranchEdit edit, bool isPrivate = false) => Change([(path, edit)], isPrivate);

    /// <summary>
    /// Changes files and commits them (and the journal) at once, without journal files in between: for who gathers changes by itself and can find them again after a kill.
    /// </summary>
    public bool ChangeAndCommit(IReadOnlyCollection<(string Path, BranchEdit Edit)> edits)
    {
        if (edits.Count == 0) return Commit();
        EnsureMerged();
        using (LockJournal()) return CommitLocked([], null, edits);
    }

    /// <summary>Commits what the journal holds; false when it was empty, or held nothing new.</summary>
    public bool Commit(string? message = null)
    {
        if (_journal.IsEmpty) return false;
        using (LockJournal())
        {
            if (_journal.IsEmpty) return false;
            Says?.Invoke("recording state in git...");
            return CommitLocked([], message);
        }
    }

    /// <summary>True while there are changes that have not been committed.</summary>
    public bool HasPending => !_journal.IsEmpty;

    /// <summary>The branch's first commit, when there is none yet: from origin's if that exists, else an empty tree.</summary>
    public void Create()
    {
        if (Tip is not null) return;
        using (LockJournal())
        {
            if (Tip is not null) return;
            if (refs.Read("refs/remotes/origin/git-annex") is { } origin) { Move(origin, default, "branch: Created from origin/git-annex"); return; }
            WriteEmptyTree();
            Move(objects.Write(By(identity(), Sha.EmptyTree, [], "branch created")), default, "branch created");
        }
    }

    // git's own checks want it as an object
    void WriteEmptyTree()
    {
        if (!Fs.Exists(objects.LoosePath(Sha.EmptyTree))) objects.PutLoose(Sha.EmptyTree, LooseObject.Encode(GitObjectType.Tree, []));
    }

    static Commit By(Identity who, Sha tree, IReadOnlyList<Sha> parents, string message) => new(tree, parents, who.Author, who.Committer, message + "\n");

    void Move(Sha to, Sha from, string message)
    {
        if (!refs.TryUpdate(RefName, to, from, identity().Committer, message)) throw new UserError("the git-annex branch could not be updated; try again");
        Moved?.Invoke(to);
    }
}
