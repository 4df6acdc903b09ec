using Breezeway.Annex;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Git;
using Breezeway.Git.Objects;

namespace Breezeway.Assistant.Daemon;

/// <summary>
/// An index that is lost, or that git cannot read, is made anew from HEAD (assistant.md 9); a copy of the old one is kept. Files that are missing in the work tree then come back, as nobody can say any more
/// whether they were deleted or never there: a deletion that nobody made would go everywhere.
/// </summary>
public sealed class IndexRepair(AnnexRepository repository, Action<string> say)
{
    static readonly TimeSpan s_lockWait = TimeSpan.FromSeconds(5);

    string Path => repository.Index.Path;

    /// <summary>Does nothing to an index that is in order, or that only we cannot read.</summary>
    public void Run()
    {
        if (IsLost()) { Rebuild("is missing"); return; }
        try { repository.Index.Read(); return; }
        catch (CorruptData) { /* below */ }
        catch (UserError) { return; }   // of a kind that we do not support: said by whoever needs it
        if (RunGit("ls-files", "-z").Ok) return;
        string keep = Kept();
        using (var held = LockFile.TryTake(Path + ".lock", s_lockWait))
        {
            if (held is null) { say($"{Path} is corrupt, and locked by another program"); return; }
            Fs.Rename(Path, keep);
        }
        Rebuild($"was corrupt (kept as {keep})");
    }

    /// <summary>No index though something is checked out: git would take all files for removed.</summary>
    bool IsLost() => Fs.LStat(Path) is null && repository.Refs.Read("HEAD") is { } head && repository.GitObjects.ReadCommit(head).Tree != Sha.EmptyTree;

    string Kept()
    {
        string directory = $"{repository.AnnexDirectory}/lost+found";
        Fs.MakeDirectories(directory);
        for (int n = 1; ; n++)
            if ($"{directory}/index.{n}" is var free && !Fs.Exists(free)) return free;
    }

    void Rebuild(string why)
    {
        if (repository.Refs.Read("HEAD") is not null)
        {
            if (RunGit("read-tree", "HEAD") is { Ok: false } failed) { say($"{Path} {why}, and git cannot make a new one: {failed.LastError}"); return; }
            // files that are there stay as they are; pointers are written as such, and filled by our own services
            RunGit("-c", "filter.annex.process=", "-c", "filter.annex.smudge=", "-c", "filter.annex.clean=", "checkout-index", "-a", "-q", "-u");
        }
        say($"{Path} {why}: made anew from HEAD");
    }

    Finished RunGit(params string[] words) => Child.Run(new Command(["git", .. words]) { Directory = repository.Top });
}
