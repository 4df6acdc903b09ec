using Breezeway.Base.Files;
using Breezeway.Git.Objects;

namespace Breezeway.Annex.Branch;

/// <summary>
/// Which commit the files of the journal were made on top of, in <c>annex/breezeway/journal-base</c>: a push may move the branch without the journal's lock, and what it brought must not
/// be lost under a journal file that did not know it. An older commit than the true one does no harm; a missing or damaged file means the branch as it is.
/// </summary>
sealed class JournalBase(string annexDirectory)
{
    readonly string _path = $"{annexDirectory}/breezeway/journal-base";

    /// <summary>Notes it, while the journal is empty and its lock is held.</summary>
    internal void Set(Sha? tip)
    {
        if (tip is not { } t || Get() == t) return;
        try { Fs.WriteText(_path, $"{t}\n"); }
        catch (FileError e) when (e.IsNotFound)
        {
            Fs.MakeDirectories(Fs.Parent(_path));
            Fs.WriteText(_path, $"{t}\n");
        }
    }

    internal Sha? Get() => Fs.TryReadText(_path) is { Length: >= 40 } text && Sha.TryParse(text.AsSpan(0, 40), out var sha) ? sha : null;

    /// <summary>A journal file's content with the lines that a branch file got since.</summary>
    internal static string AddSince(string pending, string atBase, string now)
    {
        if (atBase == now) return pending;
        var known = new HashSet<string>(atBase.Split('\n').Concat(pending.Split('\n')), StringComparer.Ordinal);
        var added = now.Split('\n').Where(l => l.Length > 0 && known.Add(l)).ToList();
        if (added.Count == 0) return pending;
        string start = pending.Length == 0 || pending[^1] == '\n' ? pending : pending + "\n";
        return start + string.Concat(added.Select(l => l + "\n"));
    }
}
