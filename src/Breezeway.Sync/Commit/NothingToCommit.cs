using Breezeway.Annex;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Sync.Commit;

/// <summary>Whether <c>git commit -a</c> would find nothing, told from the index, the stat data of files, and the tree of HEAD, without starting git. When in doubt it is false.</summary>
public static class NothingToCommit
{
    /// <summary>A file that was changed in the same tick of the file system's clock as the index was written would not show; ticks are shorter than this.</summary>
    const long TickNanoseconds = 20_000_000;

    const int InParallelFrom = 2000;

    public static bool Holds(AnnexRepository repository)
    {
        try
        {
            if (repository.IsBare || repository.Refs.Read("HEAD") is not { } head) return false;
            foreach (string state in (string[])["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply", "sequencer"])
                if (Fs.Exists($"{repository.Location.GitDir}/{state}")) return false;
            if (Fs.LStat(repository.Index.Path) is not { } written) return false;
            var index = repository.Index.Read();
            return IndexTree.IsSame(index, repository.GitObjects, repository.GitObjects.ReadCommit(head).Tree) && IsWorkTreeSame(repository, index, written);
        }
        // an index that is left to git, a file that cannot be looked at: git says what is the matter
        catch (Exception e) when (e is UserError or CorruptData or FileError) { return false; }
    }

    static bool IsWorkTreeSame(AnnexRepository repository, IndexSnapshot index, FileStat written)
    {
        if (index.Count < InParallelFrom)
        {
            for (int i = 0; i < index.Count; i++) if (!IsSame(repository, index[i], written)) return false;
            return true;
        }
        bool same = true;
        Parallel.For(0, index.Count, (i, state) =>
        {
            if (IsSame(repository, index[i], written)) return;
            same = false;
            state.Stop();
        });
        return same;
    }

    static bool IsSame(AnnexRepository repository, IndexEntryView e, in FileStat written)
    {
        if (GitMode.IsGitlink(e.Mode)) return false;
        if ((e.Flags & (IndexFlags.AssumeValid | IndexFlags.SkipWorktree)) != 0) return true;
        if (!Fs.TryLStat(repository.PathOf(e.Path), out var s, out _) || !e.Stat.Matches(s)) return false;
        if (e.Size == 0 && s.Size != 0) return false;
        long apart = (written.MtimeSeconds - s.MtimeSeconds) * 1_000_000_000 + written.MtimeNanoseconds - s.MtimeNanoseconds;
        return apart > TickNanoseconds;
    }
}
