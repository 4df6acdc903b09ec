using Breezeway.Annex;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Cli.Seek;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;
using Breezeway.Sync.Add;

namespace Breezeway.Cli.Run;

/// <summary>Finds files that may be added: what git does not know and does not ignore, then what it knows and looks changed.</summary>
/// <param name="ignoreRules">Leave ignored files out.</param>
/// <param name="others">Also files git does not know.</param>
public sealed class WorkTreeSeek(CommandRun run, bool ignoreRules, bool others)
{
    AnnexRepository Repository => run.Repository;

    /// <summary>Below the current directory where no words are given. Words that name nothing are told and counted as failures.</summary>
    public IEnumerable<(AddCandidate File, string Word)> Files(IReadOnlyList<string> words)
    {
        var index = Repository.Index.Read();
        var found = new List<(string Word, string Path)>();
        foreach (string word in words.Count == 0 ? ["."] : words)
            if (Resolve(index, word) is { } path) found.Add((word, path));
        foreach (var (word, path) in found)
        {
            if (others)
                foreach (string file in Unknown(path))
                    if (Fs.TryLStat(Repository.PathOf(file), out var stat, out _)) yield return (new AddCandidate(file, stat), words.Count == 0 ? run.Shown(file) : word);
        }
        foreach (var (word, path) in found)
            foreach (var c in Changed(index, path)) yield return (c, words.Count == 0 ? run.Shown(c.Path) : word);
    }

    /// <summary>From the top, empty for the top itself; null when the word was refused.</summary>
    string? Resolve(IndexSnapshot index, string word)
    {
        switch (PathWords.Resolve(Repository, index, run.Prefix, word))
        {
            case PathWord.Fatal fatal:
                run.Reporter.Warn(fatal.Message);
                run.Reporter.CountFailure();
                return null;
            case PathWord.Unknown when !Fs.Exists(word):
                run.Reporter.FileNotFound(word);
                return null;
            default:
                string path = PathWords.FromTop(Repository, run.Prefix, word);
                return path == ".git" || path.StartsWith(".git/", StringComparison.Ordinal) ? null : path;
        }
    }

    IEnumerable<string> Unknown(string path)
    {
        string[] rules = ignoreRules ? ["--exclude-standard"] : [];
        var command = new Command(["git", "--literal-pathspecs", "ls-files", "--others", "-z", .. rules, "--", path.Length == 0 ? "." : path]) { Directory = Repository.Top };
        var r = Child.Run(command);
        if (!r.Ok) throw new UserError($"git ls-files failed: {r.LastError}");
        foreach (var file in r.Text.Split('\0'))
            if (file.Length > 0 && !file.EndsWith('/')) yield return file;
    }

    /// <summary>Entries whose file has other stat data than they, or is so young that it may have changed unseen.</summary>
    IEnumerable<AddCandidate> Changed(IndexSnapshot index, string path)
    {
        long seconds = Fs.LStat(Repository.Index.Path) is { } i ? i.MtimeSeconds : 0;
        uint nanoseconds = Fs.LStat(Repository.Index.Path) is { } n ? n.MtimeNanoseconds : 0;
        string last = "";
        foreach (var (start, end) in path.Length == 0 ? [(0, index.Count)] : new[] { index.RangeOf(path), index.RangeBelow(path) })
            for (int at = start; at < end; at++)
            {
                var e = index[at];
                if (GitMode.IsGitlink(e.Mode) || (e.Flags & (IndexFlags.SkipWorktree | IndexFlags.AssumeValid)) != 0) continue;
                string file = e.Path;
                if (file == last || !Fs.TryLStat(Repository.PathOf(file), out var stat, out _)) continue;
                last = file;
                bool young = stat.MtimeSeconds > seconds || (stat.MtimeSeconds == seconds && stat.MtimeNanoseconds >= nanoseconds);
                if (e.Stage != 0 || young || !e.Stat.Matches(stat) || (GitMode.IsRegular(e.Mode) != stat.IsRegular)) yield return new AddCandidate(file, stat, e.ToEntry());
            }
    }
}
