using Breezeway.Base.Files;
using Breezeway.Base.Processes;

namespace Breezeway.Cli.Shell;

/// <summary>Directories as peers write them.</summary>
static class ShellDirectory
{
    internal static string HostName => (Fs.TryReadText("/proc/sys/kernel/hostname") ?? "").Trim();

    /// <summary>An absolute path; relative ones start at the home directory. <c>~/x</c>, <c>/~/x</c>, <c>~user/x</c> and <c>/~user/x</c> are known. Symlinks and <c>..</c> stay: only the kernel knows where they lead.</summary>
    internal static string Resolve(string directory)
    {
        string d = directory.StartsWith("/~", StringComparison.Ordinal) ? directory[1..] : directory;
        if (d.StartsWith('~'))
        {
            int slash = d.IndexOf('/');
            string user = slash < 0 ? d[1..] : d[1..slash];
            string? home = user.Length == 0 ? ProcessEnvironment.Home : Users.HomeOf(user);
            if (home is not null) return Trimmed($"{home}{(slash < 0 ? "" : d[slash..])}");
        }
        return Trimmed(directory.StartsWith('/') ? directory : $"{ProcessEnvironment.Home}/{directory}");
    }

    static string Trimmed(string path)
    {
        while (path.Length > 1 && path.EndsWith('/')) path = path[..^1];
        return path;
    }
}
