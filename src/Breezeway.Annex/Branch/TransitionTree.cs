using Breezeway.Annex.Logs;
using Breezeway.Base;
using Breezeway.Base.Text;
using Breezeway.Git.Objects;

namespace Breezeway.Annex.Branch;

/// <summary>Makes transitions on a tree of the branch (branch.md 8).</summary>
static class TransitionTree
{
    /// <summary>The tree after the plan's transitions, with its transitions.log. The tree's blobs must be stored.</summary>
    internal static Sha Make(BranchObjects objects, ObjectStore store, Sha tree, TransitionPlan plan)
    {
        var edits = new List<TreeEdit>();
        if (plan.Perform.Contains(Transition.ForgetDeadRemotes)) Forget(objects, store, tree, edits);
        edits.Add(TreeEdit.Set(TransitionsLog.Path, GitMode.File, objects.Write(GitObjectType.Blob, ByteText.Bytes(plan.All.Build()))));
        return TreeEditor.Apply(objects, objects, tree, edits).Root;
    }

    static void Forget(BranchObjects objects, ObjectStore store, Sha tree, List<TreeEdit> edits)
    {
        string Text(string path) => objects.ReadFile(tree, path) is { } b ? ByteText.From(b) : "";
        var dead = new DeadRemotes(Text(TrustLog.Path), Text(RemoteLog.Path), BranchMergeRules.Levels(Text(DifferenceLog.Path)));
        if (dead.Uuids.Count == 0) return;
        var paths = new Dictionary<Sha, List<TreeEntry>>();
        foreach (var f in TreeDiff.Files(objects, tree))
        {
            if (!paths.TryGetValue(f.Sha, out var list)) paths[f.Sha] = list = [];
            list.Add(f);
        }
        store.ReadMany(paths.Keys, (sha, found) =>
        {
            string text = ByteText.From((found ?? throw new CorruptData($"git object {sha} is missing (try: git fsck)")).Content);
            foreach (var f in paths[sha])
            {
                string? now = dead.Forget(f.Name, text);
                if (ReferenceEquals(now, text)) continue;
                edits.Add(now is null ? TreeEdit.Remove(f.Name) : TreeEdit.Set(f.Name, f.Mode, objects.Write(GitObjectType.Blob, ByteText.Bytes(now))));
            }
        });
    }
}
