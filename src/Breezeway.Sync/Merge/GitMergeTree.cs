using System.Globalization;
using Breezeway.Annex;
using Breezeway.Base.Processes;
using Breezeway.Base.Text;
using Breezeway.Git;
using Breezeway.Git.Objects;

namespace Breezeway.Sync.Merge;

/// <summary>A tree that git merged, with the stages of what conflicts.</summary>
public sealed record MergedTree(Sha Tree, IReadOnlyList<Conflict> Conflicts);

/// <summary>Merges two commits by <c>git merge-tree --write-tree</c>, without index or work tree; git's rules for renames and text.</summary>
public static class GitMergeTree
{
    public static MergedTree Merge(AnnexRepository repository, Sha ours, Sha theirs)
    {
        var command = new Command("git", "-c", "merge.directoryRenames=false", "-c", "core.quotePath=false", "merge-tree", "--write-tree", "-z", "--no-messages", "--allow-unrelated-histories", ours.ToString(), theirs.ToString())
        {
            Directory = repository.Top,
        };
        var r = Child.Run(command);
        if (r.ExitCode is not (0 or 1)) throw new GitFailed(command.Arguments, r.ExitCode, r.ErrorText);
        var parts = ByteText.From(r.Output).Split('\0');
        if (!Sha.TryParse(parts[0].AsSpan(), out var tree)) throw new GitFailed(command.Arguments, r.ExitCode, "unexpected output");
        var stages = new SortedDictionary<string, ConflictSide?[]>(StringComparer.Ordinal);
        foreach (string line in parts.Skip(1))
        {
            // MODE SHA STAGE TAB PATH
            int tab = line.IndexOf('\t');
            if (tab < 0) break;
            var w = line[..tab].Split(' ');
            if (w.Length != 3 || !Sha.TryParse(w[1].AsSpan(), out var sha) || !int.TryParse(w[2], NumberStyles.None, CultureInfo.InvariantCulture, out int stage)) break;
            uint mode = Convert.ToUInt32(w[0], 8);
            string path = line[(tab + 1)..];
            if (!stages.TryGetValue(path, out var sides)) stages[path] = sides = new ConflictSide?[4];
            sides[stage] = new ConflictSide(mode, sha, GitMode.IsGitlink(mode) ? null : repository.KeyOfBlob(mode, sha));
        }
        return new MergedTree(tree, [.. stages.Select(s => new Conflict(s.Key, s.Value[2], s.Value[3]))]);
    }
}
