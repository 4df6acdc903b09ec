using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Objects;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Sync.Merge;

/// <summary>What was done about the conflicts of a merge.</summary>
/// <param name="Resolved">Paths that were in conflict and are no more.</param>
/// <param name="Left">Paths of git's own files, which stay in conflict.</param>
/// <param name="Missing">Annexed files that were made and whose content is not here.</param>
public sealed record ConflictResolution(IReadOnlyList<string> Resolved, IReadOnlyList<string> Left, IReadOnlyList<(string Path, Key Key)> Missing);

/// <summary>
/// Resolves the conflicts that a failed <c>git merge</c> left in index and work tree, by the variant rule (sync.md 4); committing is the caller's. Files that hold anything but
/// what git put there are never deleted: they become the variant of their key, or are kept beside.
/// </summary>
public sealed class ConflictResolver(AnnexRepository repository)
{
    /// <summary>How long another program's index.lock is waited for.</summary>
    static readonly TimeSpan s_lockWait = TimeSpan.FromSeconds(10);

    readonly WorkTreeUpdater _updater = new(repository);

    /// <summary>Null when no merge is in progress. Throws <see cref="UserError"/> when the index stays locked.</summary>
    public ConflictResolution? Resolve()
    {
        if (repository.Refs.Read("HEAD") is not { } ours || repository.Refs.Read("MERGE_HEAD") is not { } theirs) return null;
        using var index = repository.Index.TryLock(s_lockWait) ?? throw new UserError($"{repository.Index.Path}.lock is held by another program; try again");
        var unmerged = UnmergedPaths.Read(repository, index.Snapshot, TreeOf(ours), TreeOf(theirs));
        var left = new List<string>();
        var edits = new List<IndexEdit>();
        var resolved = new List<string>();
        var missing = new List<(string, Key)>();
        foreach (var u in unmerged)
        {
            switch (Rule(u))
            {
                case Resolution.NotOurs: left.AddRange(u.IndexPaths); break;
                case Resolution.Entries e:
                    foreach (string path in u.IndexPaths) edits.Add(IndexEdit.Remove(path));
                    Place(u, e.Files, index.Snapshot, edits, missing);
                    resolved.Add(u.Conflict.Path);
                    break;
            }
        }
        // the base of a conflict may stand under the name that git made up for one side
        left.RemoveAll(edits.Select(e => e.Path).ToHashSet().Contains);
        if (edits.Count > 0)
        {
            FaultPoint.Named("resolve before-index");
            index.Write(edits, e => !Fs.TryLStat(repository.PathOf(e.Path), out var s, out _) || !e.Stat.Matches(s));
            index.Commit();
        }
        return new(resolved, left, missing);
    }

    /// <summary>Where neither side has an annexed file any more (renamed on both, or git moved it), it is gone.</summary>
    Resolution Rule(UnmergedPath u) => u is { Conflict: { Ours: null, Theirs: null }, Base.Key: not null } ? new Resolution.Entries([])
        : ConflictRule.Resolve(u.Conflict, k => repository.GitObjects.Write(GitObjectType.Blob, PointerFile.Bytes(k)));

    Sha TreeOf(Sha commit) => repository.GitObjects.ReadCommit(commit).Tree;

    /// <summary>Brings the work tree to what a conflict was resolved to, and lists the entries.</summary>
    void Place(UnmergedPath u, IReadOnlyList<(string Path, ConflictSide Side)> files, IndexSnapshot index, List<IndexEdit> edits, List<(string, Key)> missing)
    {
        foreach (string path in u.IndexPaths.Append(u.Conflict.Path).Distinct()) ClearAway(path, files, index);
        foreach (var (path, side) in files) edits.Add(Put(path, side, index, missing));
    }

    /// <summary>Removes what git left at a path of the conflict; real content moves to where it belongs now.</summary>
    void ClearAway(string path, IReadOnlyList<(string Path, ConflictSide Side)> files, IndexSnapshot index)
    {
        string full = repository.PathOf(path);
        if (!Fs.TryLStat(full, out var stat, out _) || stat.IsDirectory) return;
        if (stat.IsSymlink) { Fs.TryUnlink(full); return; }
        if (!stat.IsRegular) return;
        if (PointerFile.Read(full) is not null || HasMarkers(full, stat)) { Fs.TryUnlink(full); return; }
        if (HomeOf(full, stat, files) is not { } home) { WorkTreeUpdater.KeepBeside(full, full); return; }
        if (home == path) return;
        Fs.MakeDirectories(Fs.Parent(repository.PathOf(home)));
        if (IsKnown(index, home) || !Fs.RenameNoReplace(full, repository.PathOf(home))) WorkTreeUpdater.KeepBeside(full, full);
    }

    /// <summary>Which of the files a conflict becomes has this content, as far as that can be told without hashing; null for none.</summary>
    string? HomeOf(string full, in FileStat stat, IReadOnlyList<(string Path, ConflictSide Side)> files)
    {
        var regular = files.Where(f => GitMode.IsRegular(f.Side.Mode)).ToList();
        foreach (var (path, side) in regular)
            if (side.Key is null && repository.GitObjects.SizeOf(side.Sha) == stat.Size && repository.GitObjects.ReadBlob(side.Sha).AsSpan().SequenceEqual(Fs.ReadAll(full))) return path;
        foreach (var (path, side) in regular) if (side.Key?.Size == stat.Size) return path;
        return regular.FirstOrDefault(f => f.Side.Key is null).Path;
    }

    static bool IsKnown(IndexSnapshot index, string path) => index.TryGet(path, out _);

    /// <summary>Two pointers that git merged as text: nothing of the user's is in it.</summary>
    static bool HasMarkers(string path, in FileStat stat) =>
        stat.Size is > 0 and <= 4 * PointerFile.MaxSize && Base.Text.ByteText.From(Fs.ReadAll(path)) is var text && text.StartsWith("<<<<<<< ", StringComparison.Ordinal) && text.Contains("/annex/objects/", StringComparison.Ordinal);

    IndexEdit Put(string path, ConflictSide side, IndexSnapshot index, List<(string, Key)> missing)
    {
        string full = repository.PathOf(path);
        if (GitMode.IsGitlink(side.Mode)) return IndexEdit.Set(new IndexEntry(path, side.Mode, side.Sha));
        if (Fs.TryLStat(full, out var there, out _) && !there.IsDirectory)
        {
            // content that was here before, or that git had put here: git compares it when it looks at the entry, which has no stat data
            if (there.IsRegular && GitMode.IsRegular(side.Mode)) return IndexEdit.Set(new IndexEntry(path, side.Mode, side.Sha));
            if (!index.TryGet(path, out _)) WorkTreeUpdater.KeepBeside(full, full);
        }
        string temp = _updater.Make(new TreeChange(path, 0, default, side.Mode, side.Sha), side.Key);
        try
        {
            Fs.MakeDirectories(Fs.Parent(full));
            Fs.Rename(temp, full);
        }
        finally { Fs.TryUnlink(temp); }
        if (side.Key is { } key && !repository.Objects.Has(key)) missing.Add((path, key));
        return IndexEdit.Set(new IndexEntry(path, side.Mode, side.Sha, Fs.LStat(full) is { } s ? IndexStat.Of(s) : default));
    }
}
