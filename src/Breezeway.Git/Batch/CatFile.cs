using System.Globalization;
using Breezeway.Base.Processes;
using Breezeway.Base.Text;
using Breezeway.Git.Objects;

namespace Breezeway.Git.Batch;

/// <summary>
/// One long-lived <c>git cat-file --batch-command</c>, started when first needed and again when it has died. Thread-safe; one request at a time.
/// Replacement objects are not followed, as new ones are built on the true ones.
/// </summary>
public sealed class CatFile(RepositoryLocation location) : IDisposable
{
    /// <summary>Requests sent before their answers are read; all together they must fit in a pipe.</summary>
    const int AtOnce = 400;

    // At home in /, so that no drive is kept busy by it.
    readonly GitHelper _git = new(new Command("git", $"--git-dir={location.GitDir}", "--no-replace-objects", "cat-file", "--batch-command") { Directory = "/" });

    /// <summary>Type and content; null when there is no such object, or it is bigger than <paramref name="limit"/> bytes.</summary>
    /// <param name="name">A sha, or any name git resolves to one. A name with a line break is not found.</param>
    public (GitObjectType Type, Sha Sha, byte[] Content)? Read(string name, int limit = int.MaxValue) =>
        name.Contains('\n') ? null : _git.Ask(ByteText.Bytes($"contents {name}\n"), from => ReadContents(from, limit));

    /// <summary>Type and size; null when there is no such object.</summary>
    public (GitObjectType Type, Sha Sha, long Size)? Info(string name) =>
        name.Contains('\n') ? null : _git.Ask(ByteText.Bytes($"info {name}\n"), ReadHead);

    /// <summary>Many objects in the order asked for, with little waiting between them; null for each that is missing or too big.</summary>
    public void ReadMany(ReadOnlySpan<Sha> names, int limit, Action<Sha, (GitObjectType Type, byte[] Content)?> each)
    {
        while (names.Length > 0)
        {
            var some = names[..Math.Min(AtOnce, names.Length)].ToArray();
            names = names[some.Length..];
            byte[] request = ByteText.Bytes(string.Concat(some.Select(s => $"contents {s}\n")));
            var got = _git.Ask(request, from => Array.ConvertAll(some, _ => ReadContents(from, limit)));
            for (int i = 0; i < some.Length; i++) each(some[i], got[i] is { } o ? (o.Type, o.Content) : null);
        }
    }

    static (GitObjectType Type, Sha Sha, byte[] Content)? ReadContents(HelperReader from, int limit)
    {
        if (ReadHead(from) is not { } head) return null;
        if (head.Size > limit)
        {
            from.Skip(head.Size + 1);
            return null;
        }
        var content = new byte[head.Size];
        from.ReadExactly(content);
        from.Skip(1);
        return (head.Type, head.Sha, content);
    }

    // "sha type size", or "NAME missing", "NAME ambiguous".
    static (GitObjectType Type, Sha Sha, long Size)? ReadHead(HelperReader from)
    {
        string line = from.ReadUpTo((byte)'\n');
        if (line.EndsWith(" missing", StringComparison.Ordinal) || line.EndsWith(" ambiguous", StringComparison.Ordinal)) return null;
        string[] words = line.Split(' ');
        if (words.Length == 3 && Sha.TryParse(words[0].AsSpan(), out var sha) && GitObjectTypes.TryParse(ByteText.Bytes(words[1]), out var type)
            && long.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out long size)) return (type, sha, size);
        throw new CorruptData($"git cat-file answered: {line}");
    }

    /// <summary>Ends the helper; the next request starts a new one. Nothing is held open then.</summary>
    public void Rest() => _git.Rest();

    public void Dispose() => _git.Dispose();
}
