using System.Text;
using Breezeway.Base.Files;
using Breezeway.Base.Text;
using Breezeway.Git.Objects;

namespace Breezeway.Annex.Branch;

/// <summary>
/// <c>annex/mergedrefs</c> (<c>sha TAB ref</c>, the newest of each ref) and <c>annex/ignoredrefs</c> (a sha a line): refs that need no merging, known to be merged or never to be
/// (repository.md 4). Both may be missing or hold lines of other kinds.
/// </summary>
sealed class MergedRefs(string annexDirectory)
{
    readonly string _merged = $"{annexDirectory}/mergedrefs", _ignored = $"{annexDirectory}/ignoredrefs";

    internal HashSet<Sha> ReadMerged()
    {
        var all = new HashSet<Sha>();
        foreach (var (sha, _) in Lines()) all.Add(sha);
        return all;
    }

    internal HashSet<Sha> ReadIgnored()
    {
        var all = new HashSet<Sha>();
        foreach (var line in (Fs.TryReadText(_ignored) ?? "").Split('\n'))
            if (Sha.TryParse(line.AsSpan(), out var sha)) all.Add(sha);
        return all;
    }

    IEnumerable<(Sha Sha, string Ref)> Lines()
    {
        foreach (var line in (Fs.TryReadText(_merged) ?? "").Split('\n'))
            if (line.Length > 41 && line[40] == '\t' && Sha.TryParse(line.AsSpan(0, 40), out var sha)) yield return (sha, line[41..]);
    }

    /// <summary>Notes that refs are merged. Nothing is written when that is known.</summary>
    internal void AddMerged(IEnumerable<(string Name, Sha Value)> refs)
    {
        var old = Lines().ToList();
        var all = new SortedDictionary<string, Sha>(StringComparer.Ordinal);
        foreach (var (sha, name) in old) all[name] = sha;
        foreach (var (name, sha) in refs) all[name] = sha;
        if (all.Count == old.Count && old.All(o => all[o.Ref] == o.Sha)) return;
        var text = new StringBuilder();
        foreach (var (name, sha) in all) text.Append(sha.ToString()).Append('\t').Append(name).Append('\n');
        Fs.WriteAtomic(_merged, ByteText.Bytes(text.ToString()));
    }

    /// <summary>Notes that commits are never to be merged.</summary>
    internal void AddIgnored(IReadOnlyCollection<Sha> commits)
    {
        var known = ReadIgnored();
        var added = commits.Where(known.Add).ToList();
        if (added.Count == 0) return;
        string old = Fs.TryReadText(_ignored) ?? "";
        if (old.Length > 0 && old[^1] != '\n') old += "\n";
        Fs.WriteAtomic(_ignored, ByteText.Bytes(old + string.Concat(added.Select(s => $"{s}\n"))));
    }
}
