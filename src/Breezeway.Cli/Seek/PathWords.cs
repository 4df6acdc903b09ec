using Breezeway.Annex;
using Breezeway.Base.Files;
using Breezeway.Git;
using Breezeway.Git.Index;

namespace Breezeway.Cli.Seek;

/// <summary>What a word of the command line names.</summary>
abstract record PathWord(string Word)
{
    /// <summary>Entries of the index, from Start up to End.</summary>
    internal sealed record Found(string Word, IReadOnlyList<(int Start, int End)> Ranges) : PathWord(Word);
    /// <summary>Nothing that git knows.</summary>
    internal sealed record Unknown(string Word) : PathWord(Word);
    /// <summary>git stops with that.</summary>
    internal sealed record Fatal(string Word, string Message) : PathWord(Word);
}

/// <summary>Finds the index entries that words name, with git's own idea of what is an error: paths are taken as they are, no patterns.</summary>
static class PathWords
{
    /// <param name="prefix">The current directory from the top, ending in a slash, or empty.</param>
    internal static PathWord Resolve(AnnexRepository repository, IndexSnapshot index, string prefix, string word)
    {
        if (word.Length == 0) return new PathWord.Fatal(word, "fatal: empty string is not a valid pathspec. please use . instead if you meant to match all paths");
        string current = prefix.Length == 0 ? repository.Top : $"{repository.Top}/{prefix[..^1]}";
        string full = RepositoryLocation.Absolute(word, current);
        if (Below(repository.Top, full) is not { } path && (path = Below(repository.Top, Real(full))) is null)
            return new PathWord.Fatal(word, $"fatal: {word}: '{word}' is outside repository at '{repository.Top}'");
        if (path.Length == 0) return new PathWord.Found(word, [(0, index.Count)]);
        var ranges = new List<(int, int)>();
        if (!word.EndsWith('/') && index.RangeOf(path) is var file && file.Start < file.End) ranges.Add(file);
        if (index.RangeBelow(path) is var below && below.Start < below.End) ranges.Add(below);
        return ranges.Count > 0 ? new PathWord.Found(word, ranges) : new PathWord.Unknown(word);
    }

    /// <summary>A word as a path from the top of the work tree; empty for the top, and for what lies outside.</summary>
    internal static string FromTop(AnnexRepository repository, string prefix, string word)
    {
        string full = RepositoryLocation.Absolute(word, prefix.Length == 0 ? repository.Top : $"{repository.Top}/{prefix[..^1]}");
        return Below(repository.Top, full) ?? Below(repository.Top, Real(full)) ?? "";
    }

    static string? Below(string top, string full) =>
        full == top ? "" : full.StartsWith(top + "/", StringComparison.Ordinal) ? full[(top.Length + 1)..] : null;

    /// <summary>With the symlinks of its directory resolved, its own last name kept.</summary>
    static string Real(string full) => Fs.RealPath(Fs.Parent(full)) is { } dir ? $"{dir.TrimEnd('/')}/{Fs.BaseName(full)}" : full;

    /// <summary>As git says it, of all of them together.</summary>
    internal static string NotFound(IEnumerable<string> words) =>
        string.Concat(words.Select(w => $"error: pathspec '{(w.StartsWith(':') ? "./" : "")}{w}' did not match any file(s) known to git\n")) + "Did you forget to 'git add'?";
}
