using Breezeway.Annex.Logs;
using Breezeway.Base;
using Breezeway.Base.Text;
using Breezeway.Git.Objects;

namespace Breezeway.Annex.Branch;

public sealed partial class AnnexBranch
{
    /// <summary>What a commit of the branch is to be.</summary>
    /// <param name="Commit">The new tip.</param>
    /// <param name="Ignored">Refs that were merged and may not be parents: they lack transitions.</param>
    sealed record Built(Sha Commit, IReadOnlyList<Sha> Ignored, string Message);

    /// <summary>
    /// Commits journal and merged refs on top of whatever the branch is now; false when it need not move. Committed journal files are removed only after the ref has moved: a kill
    /// leaves them, and they are committed again with the same outcome. Hold the journal's lock.
    /// </summary>
    /// <param name="edits">Changes that were never in the journal.</param>
    bool CommitLocked(IReadOnlyList<(string Name, Sha Value)> merged, string? message, IReadOnlyCollection<(string Path, BranchEdit Edit)>? edits = null)
    {
        const int Attempts = 20;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            var tip = Tip;
            var pending = ReadJournal(tip);
            if (edits is not null && !Overlay(pending, edits, TreeOf(tip)) && pending.Count == 0 && merged.Count == 0) return false;
            var built = Build(tip, merged, pending, message);
            if (built.Ignored.Count > 0) _mergedRefs.AddIgnored(built.Ignored);
            bool moves = built.Commit != tip;
            // somebody who pushes does so without the journal's lock
            if (moves && !refs.TryUpdate(RefName, built.Commit, tip ?? default, identity().Committer, built.Message)) continue;
            foreach (var (path, _) in pending) _journal.Remove(path);
            if (moves) Moved?.Invoke(built.Commit);
            return moves;
        }
        throw new UserError("the git-annex branch is being changed all the time by another program; try again");
    }

    /// <summary>Does the edits on top of what is pending; false when none changes anything.</summary>
    bool Overlay(List<(string Path, string Content)> pending, IReadOnlyCollection<(string Path, BranchEdit Edit)> edits, Sha tree)
    {
        var at = pending.Select((p, i) => (p.Path, i)).ToDictionary(p => p.Path, p => p.i, StringComparer.Ordinal);
        bool any = false;
        foreach (var (path, edit) in edits)
        {
            bool known = at.TryGetValue(path, out int i);
            string old = known ? pending[i].Content : ReadIn(tree, path);
            if (edit(old) is not { } now || now == old) continue;
            any = true;
            if (known) pending[i] = (path, now);
            else { at[path] = pending.Count; pending.Add((path, now)); }
        }
        return any;
    }

    List<(string Path, string Content)> ReadJournal(Sha? tip)
    {
        var all = new List<(string, string)>();
        Sha? since = _journalBase.Get() is { } b && tip is not null && b != tip && objects.Has(b) ? TreeOf(b) : null;
        foreach (string path in _journal.Paths())
        {
            if (_journal.Read(path) is not { } content) continue;
            if (since is { } tree) content = JournalBase.AddSince(content, ReadIn(tree, path), ReadCommitted(path));
            all.Add((path, content));
        }
        return all;
    }

    Built Build(Sha? tip, IReadOnlyList<(string Name, Sha Value)> merged, List<(string Path, string Content)> pending, string? message)
    {
        using var batch = new BranchObjects(objects);
        // what lies below another adds nothing: lines that a later commit left out stay out
        var heads = BranchHeads.Reduce(_graph, merged.Select(m => m.Value).Concat(tip is { } t ? [t] : []));
        var plan = PlanTransitions(tip, merged, pending);
        var ignored = merged.Select(m => m.Value).Where((_, i) => !plan.Parents.Contains(i)).ToList();
        bool transition = plan.Perform.Count > 0;
        var ours = transition && plan.NewBranch ? null : tip;
        var parents = BranchHeads.Reduce(_graph, merged.Where((_, i) => plan.Parents.Contains(i)).Select(m => m.Value).Concat(ours is { } p ? [p] : []));

        var tree = Union(batch, heads);
        if (pending.Count > 0) tree = AddJournal(batch, tree, [.. heads.Where(h => h != tip)], pending);
        if (transition)
        {
            batch.Store();
            tree = TransitionTree.Make(batch, objects, tree, plan);
        }
        batch.Store();

        if (parents.Count > 0 && parents.TrueForAll(h => TreeOf(h) == tree) && BranchHeads.Greatest(_graph, ours, parents, objects.ReadCommit) is { } known)
            return new(known, ignored, message ?? Message(merged));
        if (pending.Count > 0) BeforeCommit?.Invoke();
        if (tree == Sha.EmptyTree) WriteEmptyTree();
        bool ownChanges = pending.Count > 0;
        string text = transition ? TransitionMessage(plan, parents) : !ownChanges ? MergeMessage : message ?? (parents.Count > 1 ? Message(merged) : commitMessage());
        // a commit of the journal's says so before it begins
        if (merged.Count > 0) Says?.Invoke("recording state in git...");
        var made = By(identity(), tree, parents, text);
        if (!ownChanges && BranchHeads.Latest(heads.Select(h => (h, objects.ReadCommit(h)))) is var latest) made = made with { Author = latest.Author, Committer = latest.Committer };
        var commit = objects.Write(made);
        if (transition) commit = Graft(commit, tree);
        return new(commit, ignored, text);
    }

    /// <summary>The message of merges without changes of our own, which are a function of their parents.</summary>
    const string MergeMessage = "merging branches into git-annex";

    static string Message(IReadOnlyList<(string Name, Sha Value)> merged) => $"merging {string.Join(' ', merged.Select(r => Short(r.Name)))} into git-annex";

    static string TransitionMessage(TransitionPlan plan, List<Sha> parents) => (plan with { NewBranch = plan.NewBranch && parents.Count == 0 }).Message;

    Sha Union(BranchObjects batch, List<Sha> commits)
    {
        var tree = Sha.EmptyTree;
        for (int i = 0; i < commits.Count; i++)
        {
            // what was made by the merge before must be readable
            if (i > 1) batch.Store();
            tree = BranchTree.Union(batch, tree, TreeOf(commits[i]));
        }
        return tree;
    }

    /// <summary>The journal's files replace those of the branch; what merged refs have of them, which the journal did not know, is added.</summary>
    Sha AddJournal(BranchObjects batch, Sha tree, IReadOnlyList<Sha> others, List<(string Path, string Content)> pending)
    {
        var edits = new List<TreeEdit>(pending.Count);
        foreach (var (path, content) in pending)
        {
            byte[] text = ByteText.Bytes(content);
            if (others.Count > 0) text = UnionMerge.Merge([text, .. others.Select(c => batch.ReadFile(TreeOf(c), path)).OfType<byte[]>()]).Content;
            edits.Add(text.Length == 0 ? TreeEdit.Remove(path) : TreeEdit.Set(path, GitMode.File, batch.Write(GitObjectType.Blob, text)));
        }
        return TreeEditor.Apply(batch, batch, tree, edits).Root;
    }

    TransitionPlan PlanTransitions(Sha? tip, IReadOnlyList<(string Name, Sha Value)> merged, List<(string Path, string Content)> pending)
    {
        TransitionsLog Of(Sha commit, string name) => TransitionsLog.Parse(ReadIn(TreeOf(commit), TransitionsLog.Path), name);
        // a change of transitions.log in the journal asks for the transitions to be made by this commit, as a ref that has them does
        var asked = pending.Where(p => p.Path == TransitionsLog.Path).Select(p => TransitionsLog.Parse(p.Content, "journal"));
        var others = merged.Select(m => Of(m.Value, Short(m.Name))).Concat(asked).ToList();
        if (tip is { } t) return Transitions.Plan(Of(t, "git-annex"), others);
        return Transitions.Plan(others.Aggregate(TransitionsLog.Empty, (a, b) => a.Union(b)), others);
    }

    /// <summary>Trees that export.log names stay reachable: each is grafted in by one commit and taken out by the next (branch.md 3).</summary>
    Sha Graft(Sha commit, Sha tree)
    {
        foreach (var exported in ExportLog.Parse(ReadIn(tree, ExportLog.Path)).SelectMany(e => e.Unfinished.Prepend(e.Tree)).Distinct().Order())
        {
            if (!objects.Has(exported)) continue;
            var made = objects.ReadCommit(commit);
            var with = TreeEditor.Apply(objects, objects, tree, [TreeEdit.Set("export.tree", GitMode.Tree, exported)]).Root;
            commit = objects.Write(new Commit(with, [commit], made.Author, made.Committer, "graft\n"));
            commit = objects.Write(new Commit(tree, [commit], made.Author, made.Committer, "graft cleanup\n"));
        }
        return commit;
    }
}
