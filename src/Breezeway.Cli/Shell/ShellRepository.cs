using System.Security.Cryptography;
using Breezeway.Annex;
using Breezeway.Annex.Init;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Cli.Shell;

/// <summary>The repository that a request is about.</summary>
static class ShellRepository
{
    /// <summary>
    /// An initialised repository, or one set up for gcrypt, whose uuid then follows from its gcrypt id; the one that was expected. Throws <see cref="UserError"/> otherwise.
    /// </summary>
    internal static AnnexRepository Open(ShellRequest request, ShellLimits limits)
    {
        var repository = OpenAny(request) ?? throw new UserError("Not a git-annex or gcrypt repository.");
        try
        {
            CheckExpected(request, UuidOf(repository));
            if (UuidOf(repository).IsNone) throw new UserError("Not a git-annex or gcrypt repository.");
            if (repository.Uuid.IsNone)
            {
                var uuid = UuidOf(repository);
                repository.Dispose();
                return AnnexRepository.OpenAt(request.Directory, TimeProvider.System, [$"annex.uuid={uuid}"])!;
            }
            RepositoryState.IsInitialised(repository);
            if (!limits.ReadOnly && Upgrade.Automatic(repository))
            {
                repository.Dispose();
                return AnnexRepository.OpenAt(request.Directory, TimeProvider.System)!;
            }
            return repository;
        }
        catch { repository.Dispose(); throw; }
    }

    /// <summary>Any git repository; null for a directory that is none, and UserError for one that is not there.</summary>
    internal static AnnexRepository? OpenAny(ShellRequest request)
    {
        var repository = AnnexRepository.OpenAt(request.Directory, TimeProvider.System);
        if (repository is null) return Fs.IsDirectory(request.Directory) ? null : throw ShellProgram.NoRepository(request.Directory);
        if (RepositoryState.Ownership(repository) is not { } refusal) return repository;
        repository.Dispose();
        throw new UserError(refusal);
    }

    internal static void CheckExpected(ShellRequest request, Uuid found)
    {
        if (request.Expected is not { } expected || found == expected) return;
        throw new UserError($"expected repository UUID {expected} but found {(found.IsNone ? "uninitialized repository" : $"UUID {found}")}");
    }

    /// <summary>annex.uuid, or what a gcrypt repository has in its place; none for neither.</summary>
    internal static Uuid UuidOf(AnnexRepository repository) =>
        !repository.Uuid.IsNone ? repository.Uuid : repository.Config.Get("core.gcrypt-id") is { Length: > 0 } id ? Gcrypt(id) : default;

    static readonly byte[] s_urlNamespace = Convert.FromHexString("6ba7b8119dad11d180b400c04fd430c8");

    static Uuid Gcrypt(string id) => new(Text(Version5(Version5(s_urlNamespace, "http://git-annex.branchable.com/design/gcrypt/"), id)));

    /// <summary>RFC 4122, section 4.3.</summary>
    static byte[] Version5(byte[] space, string name)
    {
        byte[] u = SHA1.HashData([.. space, .. ByteText.Bytes(name)])[..16];
        u[6] = (byte)((u[6] & 0x0f) | 0x50);
        u[8] = (byte)((u[8] & 0x3f) | 0x80);
        return u;
    }

    static string Text(byte[] u) => new Guid(u, bigEndian: true).ToString();
}
