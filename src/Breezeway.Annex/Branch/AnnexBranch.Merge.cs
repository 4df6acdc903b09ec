using Breezeway.Annex.Logs;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Git.Objects;

namespace Breezeway.Annex.Branch;

/// <summary>What becomes of other refs of the branch when it is first read.</summary>
public enum BranchAutoMerge
{
    /// <summary>Nothing: whoever owns this object merges when it is time.</summary>
    Off,
    /// <summary>They are merged in.</summary>
    Merge,
    /// <summary>They are read beside the branch, which stays as it is.</summary>
    ReadOnly,
}

public sealed partial class AnnexBranch
{
    readonly Dictionary<Sha, Sha> _merged = [];   // ref to a tip that has it; guarded by itself
    IReadOnlyList<Sha> _unmerged = [];            // trees of refs that could not be merged in
    bool _looked;

    /// <summary>Set before the first read; see <see cref="BranchAutoMerge"/>. Where the repository cannot be written, Merge becomes ReadOnly.</summary>
    public BranchAutoMerge AutoMerge { get; set; }

    /// <summary>Merges, once per process and before anything of the branch is read, as every command of the reference does.</summary>
    void EnsureMerged()
    {
        if (_looked || AutoMerge == BranchAutoMerge.Off) return;
        lock (_mergedRefs)
        {
            if (_looked) return;
            _looked = true;
            if (AutoMerge == BranchAutoMerge.Merge && CanWrite) { MergeRefs(OtherRefs()); return; }
            var fresh = Fresh(OtherRefs());
            foreach (var (_, commit) in fresh) DemandFit(commit);
            _unmerged = [.. fresh.Select(r => TreeOf(r.Value))];
        }
    }

    bool CanWrite => Fs.CanWrite(Fs.IsDirectory(annexDirectory) ? annexDirectory : Fs.Parent(annexDirectory));

    /// <summary>All refs whose last part is git-annex, apart from the branch itself, sorted by name.</summary>
    public IReadOnlyList<(string Name, Sha Value)> OtherRefs() =>
        [.. refs.List("refs/").Where(r => r.Name != RefName && r.Name.EndsWith("/git-annex", StringComparison.Ordinal))];

    /// <summary>
    /// Merges refs in (branch.md 7). A fast-forward where nothing else is to be added; else one commit whose parents are the branch and the refs. Refs that are merged already, or
    /// to be ignored, are passed over. Returns whether the branch moved. Throws <see cref="UserError"/> for tunings or transitions that do not fit.
    /// </summary>
    public bool MergeRefs(IReadOnlyList<(string Name, Sha Value)> others)
    {
        var fresh = Fresh(others);
        if (fresh.Count == 0) return false;
        using (LockJournal())
        {
            fresh = Fresh(fresh);
            if (fresh.Count == 0) return false;
            Says?.Invoke($"{Message(fresh)}...");
            foreach (var (_, commit) in fresh) DemandFit(commit);
            bool moved = CommitLocked(fresh, null);
            _mergedRefs.AddMerged(Tip is { } tip ? fresh.Where(r => IsMerged(r.Value, tip)) : []);
            return moved;
        }
    }

    /// <summary>Merges every ref there is; see <see cref="MergeRefs"/>.</summary>
    public bool MergeAll()
    {
        _looked = true;
        return MergeRefs(OtherRefs());
    }

    /// <summary>The refs that have something the branch lacks and may be merged.</summary>
    public IReadOnlyList<(string Name, Sha Value)> Unmerged() => Fresh(OtherRefs());

    List<(string Name, Sha Value)> Fresh(IReadOnlyList<(string Name, Sha Value)> others)
    {
        var tip = Tip;
        var seen = new HashSet<Sha>();
        if (tip is { } t) seen.Add(t);
        var rest = others.Where(r => seen.Add(r.Value)).ToList();
        if (rest.Count == 0) return rest;
        var skip = _mergedRefs.ReadIgnored();
        if (tip is not null) skip.UnionWith(_mergedRefs.ReadMerged());
        rest.RemoveAll(r => skip.Contains(r.Value) || !objects.Has(r.Value) || tip is { } now && (IsMerged(r.Value, now) || GivesWay(r.Value, now)));
        return rest;
    }

    /// <summary>The same content under another history, which will be dropped for ours over there (see <see cref="BranchHeads.Greatest"/>).</summary>
    bool GivesWay(Sha other, Sha tip) => other.CompareTo(tip) < 0 && TreeOf(other) == TreeOf(tip);

    bool IsMerged(Sha other, Sha tip)
    {
        lock (_merged) if (_merged.TryGetValue(other, out var at)) return at == tip || _graph.IsAncestor(at, tip);
        bool yes = _graph.IsAncestor(other, tip);
        if (yes) lock (_merged) _merged[other] = tip;
        return yes;
    }

    void DemandFit(Sha commit)
    {
        var tree = TreeOf(commit);
        if (tree != Sha.EmptyTree && Tip is not null) BranchMergeRules.DemandSameTuning(ReadPublic(DifferenceLog.Path), ReadIn(tree, DifferenceLog.Path));
    }

    /// <summary>Begins transitions of the whole branch, and makes them (branch.md 8).</summary>
    public void Forget(IReadOnlyList<Transition> transitions, LogClock clock)
    {
        MergeAll();
        using (LockJournal())
        {
            var log = TransitionsLog.Parse(ReadPublic(TransitionsLog.Path), "git-annex");
            var now = clock.Now();
            // several that are asked for in one second are one
            foreach (var t in transitions) log = log.With(t, now);
            if (_journal.IsEmpty) _journalBase.Set(Tip);
            _journal.Write(TransitionsLog.Path, log.Build());
            Says?.Invoke("recording state in git...");
            CommitLocked([], null);
        }
    }

    static string Short(string name) => name.StartsWith("refs/heads/", StringComparison.Ordinal) ? name[11..]
        : name.StartsWith("refs/remotes/", StringComparison.Ordinal) ? name[13..] : name;
}
