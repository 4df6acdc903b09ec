using Breezeway.Base.Files;

namespace Breezeway.Testing;

/// <summary>
/// Folders of links that make up a PATH: one with the machine's tools and without any git-annex, and one for OLD alone. A program that
/// finds the wrong git-annex would make a test pass for the wrong reason, so no folder that has one is ever on a test's PATH.
/// </summary>
static class Tools
{
    static readonly string[] s_folders = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"];
    static readonly Lazy<string> s_folder = new(Make);

    /// <summary>The folder with a link to each tool; made once, removed when the process ends.</summary>
    internal static string Folder => s_folder.Value;

    /// <summary>Where a tool of this machine is, or null.</summary>
    internal static string? Find(string name)
    {
        foreach (string folder in s_folders) if (Fs.IsFile($"{folder}/{name}")) return $"{folder}/{name}";
        return null;
    }

    static bool IsAnnex(string name) => name.StartsWith("git-annex", StringComparison.Ordinal) || name.StartsWith("git-remote-annex", StringComparison.Ordinal)
        || name.StartsWith("git-remote-tor-annex", StringComparison.Ordinal) || name.StartsWith("breezeway", StringComparison.Ordinal);

    static string Make()
    {
        string folder = $"/tmp/bw-tools-{Fs.ProcessId}";
        Fs.RemoveTree(folder);
        Fs.MakeDirectory(folder);
        var seen = new HashSet<string>();
        foreach (string from in s_folders)
            foreach (var entry in Fs.TryList(from, out _) ?? [])
                if (!IsAnnex(entry.Name) && seen.Add(entry.Name)) Fs.Symlink($"{from}/{entry.Name}", $"{folder}/{entry.Name}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Fs.RemoveTree(folder);
        return folder;
    }

    /// <summary>OLD shares /usr/bin with everything else: a folder that links to it alone.</summary>
    internal static readonly Lazy<string> OldFolder = new(() =>
    {
        string folder = $"{Folder}/.old";
        Fs.MakeDirectory(folder);
        foreach (string name in new[] { "git-annex", "git-annex-shell", "git-remote-annex" })
            if (Fs.IsFile($"/usr/bin/{name}")) Fs.Symlink($"/usr/bin/{name}", $"{folder}/{name}");
        return folder;
    });
}
