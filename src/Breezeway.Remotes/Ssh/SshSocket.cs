using System.Globalization;
using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Base.Processes;

namespace Breezeway.Remotes.Ssh;

/// <summary>Where the control socket of a host is: the reference's names, so that both share connections (transfer.md 4).</summary>
/// <param name="Directory">Of the socket; absolute.</param>
/// <param name="Path">What ssh is told, in the top of the repository: the shorter of the absolute and the relative path.</param>
public sealed record SshSocket(string Directory, string Name, string Path)
{
    /// <summary>Longer names are replaced by their hash.</summary>
    const int LongestName = 32;

    /// <summary>What a socket's path may have: ssh adds a random ending while it makes one.</summary>
    const int LongestPath = 100, Ending = 17;

    /// <summary>Shared by who uses the connection; exclusive for who ends it.</summary>
    public string LockPath => $"{Directory}/{Name}.lock";

    /// <summary>Null where connections are not to be kept, or no socket can be made.</summary>
    public static SshSocket? Of(AnnexRepository repository, SshAddress address)
    {
        if (!(repository.Config.TryGetBool("annex.sshcaching") ?? true)) return null;
        if (DirectoryOf(repository) is not { } directory) return null;
        string name = NameOf(address);
        string absolute = $"{directory}/{name}";
        string path = absolute.StartsWith(repository.Top + "/", StringComparison.Ordinal) ? absolute[(repository.Top.Length + 1)..] : absolute;
        // ssh replaces percent signs and variables in a path
        if (path.Length + Ending >= LongestPath || path.Contains('%') || path.Contains("${", StringComparison.Ordinal) || path.StartsWith('~')) return null;
        return new(directory, name, path);
    }

    static string? DirectoryOf(AnnexRepository repository)
    {
        if (!repository.Settings.Crippled) return $"{repository.AnnexDirectory}/ssh";
        return ProcessEnvironment.Get("GIT_ANNEX_SSH_SOCKET_DIR") is { Length: > 0 } elsewhere ? $"{elsewhere}/ssh" : null;
    }

    static string NameOf(SshAddress address)
    {
        string name = address.Port is int port ? string.Create(CultureInfo.InvariantCulture, $"{address.Login}!{port}") : address.Login;
        name = name.Replace("%", "", StringComparison.Ordinal).Replace("/", "_", StringComparison.Ordinal);
        return name.Length > LongestName ? HashDirs.Md5Hex(name) : name;
    }
}
