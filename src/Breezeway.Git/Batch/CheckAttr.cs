namespace Breezeway.Git.Batch;

/// <summary>
/// One long-lived <c>git check-attr</c> for some attributes. Thread-safe. It does not notice changes of .gitattributes, info/attributes or settings:
/// call <see cref="Rest"/> then. Its directory is the top of the work tree, which keeps a drive busy until <see cref="Rest"/>.
/// </summary>
public sealed class CheckAttr(RepositoryLocation location, params string[] attributes) : IDisposable
{
    /// <summary>What git says of an attribute that nothing mentions.</summary>
    public const string Unspecified = "unspecified";

    /// <summary>What git says of <c>attr</c> and of <c>-attr</c> without a value.</summary>
    public const string Set = "set", Unset = "unset";

    readonly GitHelper _git = new(GitCommand.In(location, ["check-attr", "-z", "--stdin", .. attributes]));

    /// <summary>The values of the attributes, in the order they were given, for a path from the top of the work tree.</summary>
    public string[] Get(string path)
    {
        string[] values = [];
        Get([path], (_, v) => values = v);
        return values;
    }

    /// <summary>The same for many paths, in order.</summary>
    public void Get(IEnumerable<string> paths, Action<string, string[]> each)
    {
        foreach (var (request, portion) in PathRequests.Portions(paths))
        {
            var values = _git.Ask(request, from => Array.ConvertAll(portion, _ => Array.ConvertAll(attributes, _ => ReadValue(from))));
            for (int i = 0; i < portion.Length; i++) each(portion[i], values[i]);
        }
    }

    static string ReadValue(HelperReader from)
    {
        from.ReadUpTo(0);   // the path
        from.ReadUpTo(0);   // the attribute
        return from.ReadUpTo(0);
    }

    /// <summary>Ends the helper; the next question starts a new one, which reads all attributes anew.</summary>
    public void Rest() => _git.Rest();

    public void Dispose() => _git.Dispose();
}
