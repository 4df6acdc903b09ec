using System.Globalization;

namespace Breezeway.Git.Batch;

/// <summary>The last pattern that matches a path: where it stands (file and line), and itself; one that starts with <c>!</c> un-ignores.</summary>
public readonly record struct IgnoreMatch(string Source, int Line, string Pattern)
{
    public bool Ignores => !Pattern.StartsWith('!');
}

/// <summary>
/// One long-lived <c>git check-ignore</c>. Thread-safe. It does not notice changes of .gitignore, info/exclude or settings: call <see cref="Rest"/> then.
/// The index is not asked: that a file is tracked, which makes patterns void, is for the caller to know. Its directory is the top of the work
/// tree, which keeps a drive busy until <see cref="Rest"/>.
/// </summary>
public sealed class CheckIgnore(RepositoryLocation location) : IDisposable
{
    readonly GitHelper _git = new(GitCommand.In(location, "check-ignore", "-z", "-n", "-v", "--no-index", "--stdin"));

    /// <summary>True when the path, or a directory above it, is ignored. Paths are from the top of the work tree.</summary>
    public bool IsIgnored(string path) => Match(path) is { Ignores: true };

    /// <summary>Null when no pattern matches.</summary>
    public IgnoreMatch? Match(string path)
    {
        IgnoreMatch? found = null;
        Match([path], (_, m) => found = m);
        return found;
    }

    /// <summary>Those of the paths that are ignored.</summary>
    public HashSet<string> IgnoredOf(IEnumerable<string> paths)
    {
        var ignored = new HashSet<string>();
        Match(paths, (path, match) => { if (match is { Ignores: true }) ignored.Add(path); });
        return ignored;
    }

    void Match(IEnumerable<string> paths, Action<string, IgnoreMatch?> each)
    {
        // The top itself is never ignored, and git refuses to be asked.
        foreach (var (request, portion) in PathRequests.Portions(paths.Where(p => p.Length > 0)))
        {
            IgnoreMatch?[] matches;
            try
            {
                matches = _git.Ask(request, from => Array.ConvertAll(portion, _ => ReadMatch(from)));
            }
            catch (GitFailed)
            {
                // A path below what has become a symlink ends git; the others deserve their answers.
                matches = Array.ConvertAll(portion, MatchAlone);
            }
            for (int i = 0; i < portion.Length; i++) each(portion[i], matches[i]);
        }
    }

    IgnoreMatch? MatchAlone(string path)
    {
        try
        {
            return _git.Ask(Base.Text.ByteText.Bytes(PathRequests.One(path)), ReadMatch);
        }
        catch (GitFailed) when (IsBelowSymlink(path))
        {
            return null;
        }
    }

    bool IsBelowSymlink(string path)
    {
        for (int slash = path.IndexOf('/'); slash > 0; slash = path.IndexOf('/', slash + 1))
            if (Base.Files.Fs.LStat($"{location.Top}/{path[..slash]}") is { IsSymlink: true }) return true;
        return false;
    }

    static IgnoreMatch? ReadMatch(HelperReader from)
    {
        string source = from.ReadUpTo(0), line = from.ReadUpTo(0), pattern = from.ReadUpTo(0);
        from.ReadUpTo(0);   // the path
        return source.Length == 0 ? null : new IgnoreMatch(source, int.Parse(line, CultureInfo.InvariantCulture), pattern);
    }

    /// <summary>Ends the helper; the next question starts a new one, which reads all patterns anew.</summary>
    public void Rest() => _git.Rest();

    public void Dispose() => _git.Dispose();
}
