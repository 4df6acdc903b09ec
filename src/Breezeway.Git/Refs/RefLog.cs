using Breezeway.Base.Files;
using Breezeway.Base.Text;
using Breezeway.Git.Config;
using Breezeway.Git.Objects;

namespace Breezeway.Git.Refs;

/// <summary>The logs of refs: lines <c>OLD NEW NAME &lt;MAIL&gt; SECONDS ZONE TAB MESSAGE</c>. An existing log is always added to; core.logAllRefUpdates says which are begun.</summary>
sealed class RefLog(Func<string, string> directoryOf, string? logAllRefUpdates, bool isBare, SharedRepository shared)
{
    readonly bool _always = string.Equals(logAllRefUpdates, "always", StringComparison.OrdinalIgnoreCase);
    readonly bool _usual = logAllRefUpdates == null ? !isBare : GitConfig.ParseBool(logAllRefUpdates) == true;

    public string PathOf(string name) => $"{directoryOf(name)}/logs/{name}";

    /// <param name="alsoHead">HEAD names this ref, and its log gets the line too.</param>
    public void Append(string name, Sha old, Sha value, string who, string message, bool alsoHead)
    {
        string text = Squeeze(message);
        string line = $"{old} {value} {who}{(text.Length > 0 ? "\t" : "")}{text}\n";
        Append(name, line);
        if (alsoHead) Append("HEAD", line);
    }

    bool IsBegun(string name) => _always || _usual && (name == "HEAD" || name.StartsWith("refs/heads/", StringComparison.Ordinal)
        || name.StartsWith("refs/remotes/", StringComparison.Ordinal) || name.StartsWith("refs/notes/", StringComparison.Ordinal));

    void Append(string name, string line)
    {
        using var file = Open(PathOf(name), IsBegun(name));
        file?.Write(ByteText.Bytes(line));
    }

    /// <summary>Null where no log is wanted, or a log of another name stands in the way: a ref must not fail to change for that.</summary>
    FileHandle? Open(string path, bool begin)
    {
        const OpenMode Add = OpenMode.Write | OpenMode.Append;
        if (FileHandle.TryOpen(path, Add, out int errno) is { } known) return known;
        if (!begin) return null;
        if (errno == Errno.IsDirectory && !RefStore.TryRemoveEmpty(path)) return null;
        if (errno == Errno.NotDirectory || !RefStore.TryMakeDirectories(Fs.Parent(path), shared)) return null;
        var file = FileHandle.TryOpen(path, Add | OpenMode.Create, out _);
        if (file != null) shared.AdjustFile(file);
        return file;
    }

    // White space of any kind and length is one space in a log.
    static string Squeeze(string message) => string.Join(' ', message.Split([' ', '\t', '\n', '\r', '\v', '\f'], StringSplitOptions.RemoveEmptyEntries));
}
