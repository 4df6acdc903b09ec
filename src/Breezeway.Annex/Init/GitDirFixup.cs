using Breezeway.Base.Files;
using Breezeway.Git.Config;

namespace Breezeway.Annex.Init;

/// <summary>
/// Links of locked files lead through <c>.git/annex</c>, so <c>.git</c> has to be a directory or a link to one: in a submodule, a linked work tree and a clone with a
/// separate git directory the <c>.git</c> file is replaced by a symlink (repository.md 7.2, step 9).
/// </summary>
public static class GitDirFixup
{
    public static void Run(AnnexRepository repository)
    {
        var location = repository.Location;
        if (location.WorkTree is not { } top || !repository.Settings.SymlinksSupported || Fs.LStat($"{top}/.git") is not { IsRegular: true }) return;
        string dotGit = $"{top}/.git", link = $"{top}/.git.{Fs.ProcessId}.annex";
        // git would take the link's directory for the place that core.worktree is relative to
        if (repository.Config.Has("core.worktree")) GitConfig.Unset(top, "core.worktree");
        Fs.Symlink(Relative(top, location.GitDir), link);
        Fs.Rename(link, dotGit);
        if (location.GitDir == location.CommonDir) return;
        string annex = $"{location.GitDir}/annex";
        if (!Fs.Exists(annex)) Fs.Symlink(Relative(location.GitDir, $"{location.CommonDir}/annex"), annex);
    }

    /// <summary>The path to an absolute path as seen from an absolute directory.</summary>
    public static string Relative(string from, string to)
    {
        var a = from.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var b = to.Split('/', StringSplitOptions.RemoveEmptyEntries);
        int same = 0;
        while (same < a.Length && same < b.Length && a[same] == b[same]) same++;
        string relative = string.Join('/', Enumerable.Repeat("..", a.Length - same).Concat(b.Skip(same)));
        return relative.Length == 0 ? "." : relative;
    }
}
