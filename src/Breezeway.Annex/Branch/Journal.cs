using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Annex.Branch;

/// <summary>The journal of one kind (journal or journal-private): complete new contents of branch files, not yet committed (branch.md 5).</summary>
public sealed class Journal(string annexDirectory, string name, Objects.Permissions permissions)
{
    readonly string _directory = $"{annexDirectory}/{name}";

    /// <summary>Null when there is no pending change of that file. An unterminated last line (an append that was cut) is left out.</summary>
    public string? Read(string path)
    {
        if (Fs.TryReadText($"{_directory}/{BranchPath.ToJournal(path)}") is not { } text) return null;
        if (text.Length == 0 || text[^1] == '\n') return text;
        return text[..(text.LastIndexOf('\n') + 1)];
    }

    /// <summary>Replaces the file's pending content; a reader sees the old or the new. Hold the journal's lock.</summary>
    public void Write(string path, string content)
    {
        string file = BranchPath.ToJournal(path), temp = $"{annexDirectory}/othertmp/jrnl.{Fs.ProcessId}.{Environment.CurrentManagedThreadId}";
        try { Put(temp, content); }
        catch (FileError e) when (e.IsNotFound)
        {
            permissions.MakeDirectories($"{annexDirectory}/othertmp");
            Put(temp, content);
        }
        try { Fs.Rename(temp, $"{_directory}/{file}"); }
        catch (FileError e) when (e.Code == Errno.NoEntry)
        {
            permissions.MakeDirectories(_directory);
            Fs.Rename(temp, $"{_directory}/{file}");
        }
    }

    void Put(string temp, string content)
    {
        using var f = FileHandle.Open(temp, OpenMode.Write | OpenMode.Create | OpenMode.Truncate, permissions.StateFileMode ?? 0x1B6);
        f.Write(ByteText.Bytes(content));
        if (permissions.StateFileMode is uint m) f.SetPermissions(m);
    }

    /// <summary>The branch paths that have pending changes.</summary>
    public IReadOnlyList<string> Paths() => [.. (Fs.TryList(_directory, out _) ?? []).Where(e => e.Kind is FileKind.Regular or FileKind.Other).Select(e => BranchPath.FromJournal(e.Name))];

    public bool IsEmpty => (Fs.TryList(_directory, out _) ?? []).All(e => e.Kind == FileKind.Directory);

    /// <summary>Takes a change out that has been committed. Hold the journal's lock.</summary>
    public void Remove(string path) => Fs.TryUnlink($"{_directory}/{BranchPath.ToJournal(path)}");
}
